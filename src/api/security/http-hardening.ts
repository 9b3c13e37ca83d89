import helmet from '@fastify/helmet';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import type { HttpConfig } from '../../foundation/config/config.js';

/** The API's description for people; its page, Swagger UI's, contains inline styles. */
const isApiPage = (url = ''): boolean => /^\/api(\/|$)/.test(url);

/** Whether a route is for programs that start, watch and replace processes. */
export const isProbe = (route = ''): boolean => route.startsWith('/health/');

/** Headers of answers that pages of other sites may read, too. */
const ownHeaders = [
  'retry-after',
  'inference-header-content-length',
  'x-total-count',
  'next-before',
  'looked-through',
];

/** A page loads nothing from elsewhere, runs no inline script or style, and no other site may frame it. */
const directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': [({ url }: IncomingMessage) => (isApiPage(url) ? "'self' 'unsafe-inline'" : "'self'")],
  // blob: is a picture that the page has fetched with its key.
  'img-src': ["'self'", 'data:', 'blob:'],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
};

/** Headers for browsers on every answer; pages of other sites read it only where CORS_ORIGINS names them. */
export function hardenHttp(adapter: FastifyAdapter, http: HttpConfig): void {
  const fastify = adapter.getInstance();
  void fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    // The proxy that ends TLS decides whether browsers may ever come without it.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  if (http.corsOrigins.length > 0) {
    adapter.enableCors({
      origin: [...http.corsOrigins],
      exposedHeaders: ownHeaders,
      maxAge: 600,
      // The front door answers, because it counts every request.
      preflightContinue: true,
      strictPreflight: false,
    });
  }
}
