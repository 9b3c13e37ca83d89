import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Config } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/** Most files of one request. */
export const maxFiles = 100;

/** The content type of a body that is a picture, within this process; no client sends it. */
const pictureType = 'application/x-seamline-picture';
const formRoutes = new Set(['/images', '/:broker/images']);
const routes = new Set([...formRoutes, '/events', '/:broker/events']);

/** Whether the request's body is pictures. */
export const takesPictures = (request: Pick<FastifyRequest, 'method' | 'routeOptions'>): boolean =>
  request.method === 'POST' && routes.has(request.routeOptions.url ?? '');

/**
 * Accepts pictures where they are published, and nowhere else: as the body itself, whatever its content type, or as
 * files of a form. Refuses a form by its announced length; `readForm` counts the rest.
 */
export function takePictureBodies(
  adapter: FastifyAdapter,
  { http, model }: Pick<Config, 'http' | 'model'>,
): void {
  const fastify = adapter.getInstance();
  fastify.addContentTypeParser(pictureType, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isForm = request.headers['content-type']?.startsWith('multipart/') ?? false;
    const takes = takesPictures(request);
    if (isForm && !(takes && formRoutes.has(request.routeOptions.url ?? '')))
      return done(refusal('UNSUPPORTED_CONTENT_TYPE', 415, 'no form with files is taken here'));
    if (isForm && Number(request.headers['content-length'] ?? 0) > http.maxBodyBytes) {
      return done(
        refusal('MESSAGE_TOO_LARGE', 413, `the form is larger than MAX_BODY_BYTES=${http.maxBodyBytes}`),
      );
    }
    if (takes && !isForm) request.headers['content-type'] = pictureType;
    done();
  });
  const limits = {
    fileSize: model.maxImageBytes,
    files: maxFiles,
    fields: 10,
    fieldSize: 1_000,
    parts: maxFiles + 10,
  };
  // A too large file is told of beside the others; `readForm` sees that it is cut.
  void fastify.register(multipart, { limits, throwFileSizeLimit: false });
}

/** The server itself answers errors of its hooks, by their status. */
function refusal(code: 'UNSUPPORTED_CONTENT_TYPE' | 'MESSAGE_TOO_LARGE', statusCode: number, text: string) {
  return Object.assign(new InvalidError(code, text), { statusCode });
}
