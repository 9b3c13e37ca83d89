import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { PassThrough, type Readable } from 'node:stream';
import { constants, createGunzip, createInflate, deflate, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';

/** The content type of protocol bodies within this process; no client sends it. */
const bytesType = 'application/x-open-inference';
/** In bytes. Smaller answers gain nothing. */
const leastPacked = 1_024;

const unpackers = { gzip: createGunzip, deflate: createInflate };
type Encoding = keyof typeof unpackers;
const packers = { gzip: promisify(gzip), deflate: promisify(deflate) };

const isProtocol = (request: FastifyRequest): boolean =>
  request.method === 'POST' && request.routeOptions.url?.startsWith('/v2/') === true;

/**
 * Passes the bodies of requests under /v2 on as bytes, whatever their content type, and without one. Clients send
 * JSON with binary tensors after it under any type. A body that is packed with gzip or deflate is unpacked; the limit
 * on a body's size holds for what comes out.
 */
export function takeProtocolBodies(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  fastify.addContentTypeParser(bytesType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isProtocol(request)) request.headers['content-type'] = bytesType;
    done();
  });
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (!isProtocol(request) || encoding === 'identity') return done(null, payload);
    if (!isEncoding(encoding)) {
      const text = `Content-Encoding is ${quoted(encoding)}; allowed: gzip, deflate, identity`;
      return done(new InvalidError('BAD_REQUEST', text));
    }
    return done(null, unpacked(payload as Readable, encoding, request.routeOptions.bodyLimit));
  });
}

const isEncoding = (text: string): text is Encoding => Object.hasOwn(unpackers, text);

/**
 * What is packed, unpacked up to `limit` bytes. Fastify compares what was received with the announced length; it
 * would go on to unpack what it has refused.
 */
function unpacked(payload: Readable, encoding: Encoding, limit: number): Readable {
  const body = Object.assign(new PassThrough(), { receivedEncodedLength: 0 });
  payload.on('data', ({ length }: Buffer) => (body.receivedEncodedLength += length));
  const unpacker = unpackers[encoding]();
  const refuse = (code: 'MESSAGE_TOO_LARGE' | 'BAD_REQUEST', text: string) => {
    unpacker.destroy();
    body.destroy(new InvalidError(code, text));
  };
  let length = 0;
  unpacker.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) refuse('MESSAGE_TOO_LARGE', `unpacked, the body has more than ${limit} bytes`);
  });
  unpacker.on('error', ({ message }) =>
    refuse('BAD_REQUEST', `the body is not packed with ${encoding}: ${message}`),
  );
  payload.on('error', ({ message }) => refuse('BAD_REQUEST', message));
  payload.pipe(unpacker).pipe(body);
  return body;
}

/** An answer as `Accept-Encoding` wishes it. */
export async function packed(
  body: Buffer,
  acceptEncoding: string | undefined,
): Promise<{ readonly body: Buffer; readonly encoding?: Encoding }> {
  const accepted = new Set(
    (acceptEncoding ?? '').split(',').flatMap((part) => {
      const [name = '', weight = ''] = part.split(';').map((text) => text.trim().toLowerCase());
      return /^q=0(\.0*)?$/.test(weight) ? [] : [name];
    }),
  );
  const encoding = (['gzip', 'deflate'] as const).find((name) => accepted.has(name));
  if (encoding === undefined || body.length < leastPacked) return { body };
  return { encoding, body: await packers[encoding](body, { level: constants.Z_BEST_SPEED }) };
}
