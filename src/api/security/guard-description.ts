import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpFailureOf } from '../../foundation/errors/error.filter.js';
import { credentialsIn } from './access.guard.js';
import { Authenticator } from './authenticator.js';

/** Swagger's own paths, which bypass Nest's guards. The check uses the matched route, not the spelling of its URL. */
const isDescription = (route: string) => /^\/api(-json|-yaml|\/|$)/.test(route);

/**
 * Requires the role `read` for the description of the API, where authentication is on. A browser asks its user for
 * the key: any name, and the key as the password.
 */
export function guardDescription(app: NestFastifyApplication): void {
  const authenticator = app.get(Authenticator);
  if (!authenticator.required) return;
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isDescription(request.routeOptions.url ?? '')) return undefined;
    try {
      await authenticator.authorize(credentialsIn(request.headers), 'read');
      return undefined;
    } catch (error) {
      const { statusCode = 500, code, message } = httpFailureOf(error) ?? {};
      if (statusCode === 401) reply.header('www-authenticate', 'Basic realm="Seamline API", charset="UTF-8"');
      return reply.status(statusCode).send({ statusCode, code, message });
    }
  });
}
