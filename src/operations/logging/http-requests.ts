import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { atWork } from './work.js';

/** The name of a request, which a proxy or the caller may have given it already: any text could forge a line of a log. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Who watches the process asks all day long, and nothing is logged of it. */
export const isWatching = (route = ''): boolean => route.startsWith('/health/') || route === '/metrics';

/** Whatever is logged while a request is handled names it, and so does its answer. */
export function nameRequests(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  // Not earlier: the events of a body that is being read belong to its connection, and would lose the request again.
  fastify.addHook('preHandler', ({ id, headers, routeOptions }, _reply, done) => {
    if (isWatching(routeOptions.url)) return done();
    return atWork.run({ httpRequestId: id, traceparent: headers['traceparent'] }, done);
  });
}
