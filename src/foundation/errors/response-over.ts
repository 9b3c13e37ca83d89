import type { ServerResponse } from 'node:http';

/** Whether nobody reads the response any more. */
export const isOver = (response: ServerResponse): boolean =>
  response.destroyed || response.req.socket.destroyed;

/**
 * Calls back once: when the response is sent, when its connection closes, or at once where that has happened. A
 * response that waits behind another one on its connection emits no `close`; only the connection does.
 */
export function onceOver(response: ServerResponse, callBack: () => void): void {
  const { socket } = response.req;
  const over = () => {
    response.off('close', over);
    socket.off('close', over);
    callBack();
  };
  if (isOver(response)) return callBack();
  response.once('close', over);
  // A client that sends requests ahead makes this many responses wait there.
  socket.setMaxListeners(0).once('close', over);
}

/** Aborts when the client leaves before it has its whole answer. */
export function leftSignal(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  onceOver(response, () => {
    if (!response.writableFinished) left.abort();
  });
  return left.signal;
}

/** For work that is useless once its client has left: aborts when the response is over. */
export function overSignal(response: ServerResponse): AbortSignal {
  const over = new AbortController();
  onceOver(response, () => over.abort());
  return over.signal;
}
