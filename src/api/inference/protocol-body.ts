import type { FastifyAdapter } from '@nestjs/platform-fastify';

/** Names the bodies of the protocol within this process; nobody sends it. */
const bytesType = 'application/x-open-inference';

/**
 * Hands over the bodies of requests under /v2 as bytes, whatever their content type says or whether there is one:
 * clients send JSON with binary tensors behind it under any name. The limit on a body's size holds all the same.
 */
export function takeProtocolBodies(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.addContentTypeParser(bytesType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.method === 'POST' && request.url.startsWith('/v2/'))
      request.headers['content-type'] = bytesType;
    done();
  });
}
