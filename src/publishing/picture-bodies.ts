import multipart from '@fastify/multipart';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Config } from '../config/config.js';

/** Files of one request. */
export const maxFiles = 100;

/** Lets the server take pictures: as the body itself, or as files of a form. */
export function takePictureBodies(adapter: FastifyAdapter, { model }: Pick<Config, 'model'>): void {
  const fastify = adapter.getInstance();
  fastify.addContentTypeParser(
    /^(image\/|application\/octet-stream)/,
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
  const limits = {
    fileSize: model.maxImageBytes,
    files: maxFiles,
    fields: 10,
    fieldSize: 1_000,
    parts: maxFiles + 10,
  };
  void fastify.register(multipart, { limits });
}
