import type { FastifyAdapter } from '@nestjs/platform-fastify';

/** The content type of protocol bodies within this process; no client sends it. */
const bytesType = 'application/x-open-inference';

/**
 * Passes the bodies of requests under /v2 on as bytes, whatever their content type, and without one. Clients send
 * JSON with binary tensors after it under any type. The limit on a body's size still holds.
 */
export function takeProtocolBodies(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.addContentTypeParser(bytesType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.method === 'POST' && request.routeOptions.url?.startsWith('/v2/'))
      request.headers['content-type'] = bytesType;
    done();
  });
}
