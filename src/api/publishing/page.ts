import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `public/` beside `src/` and `dist/`. */
const folder = fileURLToPath(new URL('../../../public/', import.meta.url));
/** Libraries of the page, from their packages, by their path on the server. */
const { resolve } = createRequire(import.meta.url);
const libraries = {
  '/charts/': dirname(resolve('uplot/dist/uPlot.iife.min.js')),
  '/event-source/': dirname(resolve('eventsource-parser/stream')),
};

const options: Pick<FastifyStaticOptions, 'wildcard' | 'cacheControl' | 'setHeaders'> = {
  wildcard: false,
  cacheControl: false,
  setHeaders: (reply) => reply.header('cache-control', 'no-cache'),
};

/** Serves the page at the root URL, and its libraries beside it; unknown paths stay with the application. */
export async function servePage(app: NestFastifyApplication): Promise<void> {
  await app.register(async (page: FastifyInstance) => {
    page.addHook('onRoute', (route) => {
      route.config = { ...route.config, isPublic: true };
    });
    await page.register(fastifyStatic, { ...options, root: folder });
    for (const [prefix, root] of Object.entries(libraries)) {
      await page.register(fastifyStatic, { ...options, root, prefix, decorateReply: false });
    }
  });
}
