import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Their clients send the body after `100 Continue`. */
const waiting = new WeakSet<IncomingMessage>();

/**
 * Asks for the body of a request with `Expect: 100-continue` after the hooks that may refuse it. Node would ask for it
 * before all of them.
 */
export function askForBodiesLate(fastify: FastifyInstance): void {
  const { server } = fastify;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request);
    server.emit('request', request, response);
  });
  fastify.addHook('preParsing', async ({ raw }, reply) => {
    if (waiting.delete(raw)) reply.raw.writeContinue();
  });
}

/** Whether the client has not been asked for the body. */
export const waitsToSend = (request: IncomingMessage): boolean => waiting.has(request);
