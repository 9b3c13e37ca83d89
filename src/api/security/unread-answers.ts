import type { FastifyInstance } from 'fastify';

/** In milliseconds; longer than the streams' own limits, which say why they end. */
const longestStandstillMs = 60_000;

/**
 * Closes a connection whose client has read nothing of its answer for 60 s, so that no answer is held for ever. An
 * answer that has nothing to send yet goes on waiting.
 */
export function endUnreadAnswers(fastify: FastifyInstance, standstillMs = longestStandstillMs): void {
  fastify.addHook('onRequest', (_request, { raw }, done) => {
    // Node counts every part of the answer that the client takes as progress.
    raw.setTimeout(standstillMs);
    raw.on('timeout', () => {
      if (raw.writableLength > 0 || (raw.socket?.writableLength ?? 0) > 0) raw.req.socket.destroy();
      else raw.setTimeout(standstillMs);
    });
    done();
  });
}
