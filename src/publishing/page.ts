import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `public/` beside `src/` and `dist/`. */
const folder = fileURLToPath(new URL('../../public/', import.meta.url));
/** The chart library, as its package ships it. */
const chartsFolder = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js'));

/** The page loads nothing from elsewhere, runs no script and no style that stands in it, and no other site may frame it. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const options: Pick<FastifyStaticOptions, 'wildcard' | 'cacheControl' | 'setHeaders'> = {
  wildcard: false,
  cacheControl: false,
  setHeaders: (reply) => {
    reply.header('cache-control', 'no-cache');
    for (const [name, value] of Object.entries(securityHeaders)) reply.header(name, value);
  },
};

/** Serves the page at the root URL, and under `/charts/` its chart library; unknown paths stay with the application. */
export async function servePage(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyStatic, { ...options, root: folder });
  await app.register(fastifyStatic, {
    ...options,
    root: chartsFolder,
    prefix: '/charts/',
    decorateReply: false,
  });
}
