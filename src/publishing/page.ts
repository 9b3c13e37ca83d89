import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fileURLToPath } from 'node:url';

/** `public/` beside `src/` and `dist/`. */
const folder = fileURLToPath(new URL('../../public/', import.meta.url));

/** The page loads nothing from elsewhere, and no other site may frame it. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Serves the page at the root URL; unknown paths stay with the application. */
export async function servePage(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply) => {
      reply.header('cache-control', 'no-cache');
      for (const [name, value] of Object.entries(securityHeaders)) reply.header(name, value);
    },
  });
}
