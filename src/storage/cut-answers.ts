import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

const answered = 'http.client.response.finish';

/**
 * Google's library passes an answer's bytes on, but not that its connection closed early, so its readers wait for ever.
 * A diagnostics channel of Node names each answer.
 *
 * @param isAsked whether a request of this process is the one to watch.
 * @param cut is called when the connection closes before the answer is whole.
 * @returns ends the watch.
 */
export function watchAnswer(isAsked: (request: ClientRequest) => boolean, cut: () => void): () => void {
  const look = (message: unknown) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (!isAsked(request)) return;
    response.once('close', () => {
      if (!response.complete) cut();
    });
  };
  subscribe(answered, look);
  return () => unsubscribe(answered, look);
}
