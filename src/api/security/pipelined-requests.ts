import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that wait for their answers. */
const mostWaiting = 50;

/**
 * Ends a connection that sends one request more than 50 while none of them is answered. Their answers would be made
 * at once and held in memory until the client reads them.
 */
export function limitPipelined({ server }: FastifyInstance, most = mostWaiting): void {
  const waiting = new WeakMap<Socket, number>();
  const isOneTooMany = ({ socket }: IncomingMessage, response: ServerResponse): boolean => {
    const before = waiting.get(socket) ?? 0;
    if (socket.destroyed || before >= most) return true;
    waiting.set(socket, before + 1);
    response.once('finish', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    return false;
  };
  // Node goes on with the requests that it has read already, so they must not reach the server's own listener.
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isOneTooMany(request, response)) return void request.socket.destroy();
    for (const listen of listeners) listen.call(server, request, response);
  });
}
