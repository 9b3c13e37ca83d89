import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import type { HttpConfig } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/** The description of the API for people; its page, Swagger UI's, brings styles that stand in it. */
const isApiPage = (url = ''): boolean => /^\/api(\/|$)/.test(url);

/** Whether a route answers those who start, watch and replace processes. */
export const isProbe = (route = ''): boolean => route.startsWith('/health/');

/** A page loads nothing from elsewhere, runs no script and no style that stands in it, and no other site may frame it. */
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
 * What stands before every HTTP request, and nothing else: messages of brokers never come this way. Headers for
 * browsers, pages of other sites only where CORS_ORIGINS names them, and RATE_LIMIT, counted before a body is read.
 */
export function hardenHttp(adapter: FastifyAdapter, http: HttpConfig): void {
  const fastify = adapter.getInstance();
  void fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    // Whether browsers may ever come without TLS is for the proxy to say that ends it.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  if (http.corsOrigins.length > 0) {
    const exposedHeaders = ['retry-after', 'inference-header-content-length', 'x-total-count'];
    adapter.enableCors({ origin: [...http.corsOrigins], exposedHeaders, maxAge: 600 });
  }
  if (http.rateLimit > 0) limitRate(adapter, http.rateLimit);
}

function limitRate(adapter: FastifyAdapter, perMinute: number): void {
  void adapter.getInstance().register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    // A probe that is refused would have a healthy process replaced.
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
