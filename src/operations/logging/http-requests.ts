import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { atWork } from './work.js';

/** The id from the proxy or caller where it is valid, else a new one: any other text could forge a log line. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Probes come all day long, so nothing is logged of them. */
export const isWatching = (route = ''): boolean => route.startsWith('/health/') || route === '/metrics';

/** Every log line of a request names it, and so does its answer. */
export function nameRequests(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  // Not earlier: events of a body that is being read belong to its connection, and would lose the request again.
  fastify.addHook('preHandler', ({ id, headers, routeOptions }, _reply, done) => {
    if (isWatching(routeOptions.url)) return done();
    return atWork.run({ httpRequestId: id, traceparent: headers['traceparent'] }, done);
  });
}
