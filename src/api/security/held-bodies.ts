import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { smallBodyBytes } from './body-limits.js';
import { mostUnfinished, UnfinishedBodies } from './unfinished-bodies.js';
import { waitForNoBody } from './unread-body.js';

/**
 * Bounds what all unfinished bodies hold, on routes that take more than 64 kB: past 8 × `MAX_BODY_BYTES`, the body
 * that has stood still longest is answered 503 and forgotten.
 */
export function boundUnfinishedBodies(fastify: FastifyInstance, maxBodyBytes: number): void {
  const unfinished = new UnfinishedBodies(mostUnfinished * maxBodyBytes);
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { raw } = request;
    const { bodyLimit = 0 } = request.routeOptions;
    if (bodyLimit > smallBodyBytes && !raw.complete)
      count(
        raw,
        unfinished.begin(() => cut(request, maxBodyBytes)),
      );
    done(null, payload);
  });
}

function count(raw: IncomingMessage, body: ReturnType<UnfinishedBodies['begin']>): void {
  const begin = (name: string | symbol) => {
    if (name !== 'data') return;
    raw.off('newListener', begin);
    raw.on('data', (chunk: Buffer) => body.add(chunk.length));
  };
  // A listener of ours would start the body before its reader listens, and the reader would miss its first bytes.
  raw.on('newListener', begin);
  raw.once('end', () => body.end()).once('close', () => body.end());
}

/** The reader of a form needs no error, and answers none: its connection only closes. */
function cut({ raw, headers }: FastifyRequest, maxBodyBytes: number): void {
  const isForm = headers['content-type']?.startsWith('multipart/') ?? false;
  if (isForm || raw.listenerCount('error') === 0) return void raw.socket.destroy();
  const text = `unfinished bodies hold ${mostUnfinished} × MAX_BODY_BYTES=${maxBodyBytes} bytes; yours stood still longest`;
  waitForNoBody(raw);
  raw.emit('error', Object.assign(new UnavailableError('BUSY', text), { statusCode: 503 }));
}
