import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import type { HttpConfig } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

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

/**
 * Protects every HTTP request, but no message of a broker: headers for browsers, pages of other sites only where
 * CORS_ORIGINS names them, and RATE_LIMIT, counted before a body is read.
 */
export function hardenHttp(adapter: FastifyAdapter, http: HttpConfig): void {
  const fastify = adapter.getInstance();
  void fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    // The proxy that ends TLS decides whether browsers may ever come without it.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  if (http.corsOrigins.length > 0) {
    adapter.enableCors({ origin: [...http.corsOrigins], exposedHeaders: ownHeaders, maxAge: 600 });
  }
  if (http.rateLimit > 0) limitRate(adapter, http.rateLimit);
}

function limitRate(adapter: FastifyAdapter, perMinute: number): void {
  void adapter.getInstance().register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    // Refusing a probe would make a supervisor replace a healthy process.
    allowList: ({ routeOptions }) => isProbe(routeOptions.url),
    errorResponseBuilder: (_request, { max, after }) =>
      Object.assign(
        new InvalidError(
          'TOO_MANY_REQUESTS',
          `more than RATE_LIMIT=${max} requests a minute; again in ${after}`,
        ),
        { statusCode: 429 },
      ),
  });
}
