import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { waitsToSend } from './expected-bodies.js';

const mostBytes = 65_536;
const longestMs = 5_000;
const lingerMs = 1_000;

const stalled = new WeakSet<IncomingMessage>();

/** For a request whose client has long sent nothing: its answer does not wait for more of the body. */
export const waitForNoBody = (request: IncomingMessage): void => void stalled.add(request);

/**
 * Closes the connection of a request that is answered before its body is read, after at most 64 kB of the body.
 * Otherwise Node would read all of a refused body. The first bytes are read, because a client that still sends
 * would not see the answer of a server that has closed.
 */
export function closeAfterUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async ({ raw }, reply, payload) => {
    if (!isUnread(raw)) return payload;
    void reply.header('connection', 'close');
    if (!waitsToSend(raw) && !stalled.has(raw)) await discard(raw);
    if (!raw.complete) closeGently(raw.socket);
    return payload;
  });
}

function isUnread(request: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  const isOver = request.complete || request.readableEnded || request.destroyed;
  return !isOver && (encoding !== undefined || Number(length) > 0);
}

/** Reads and forgets the body's first 64 kB. A slow sender has 5 s for them. */
function discard(request: IncomingMessage): Promise<void> {
  let bytes = 0;
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      request.off('data', count).off('end', end).off('close', end).pause();
      resolve();
    };
    const count = (chunk: Buffer | string) => {
      bytes += chunk.length;
      if (bytes >= mostBytes) end();
    };
    const timer = setTimeout(end, longestMs);
    // A form's reader that gave up has left the request paused.
    request.on('data', count).once('end', end).once('close', end).resume();
  });
}

/**
 * Node closes a connection as soon as the answer is sent. With bytes that nobody has read, that is a reset, and a
 * client that still sends may lose the answer. This ends our side first, and leaves a second for reading it.
 */
function closeGently(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), lingerMs).unref();
  };
}
