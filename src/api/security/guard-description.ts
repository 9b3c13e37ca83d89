import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpFailureOf } from '../../foundation/errors/error.filter.js';
import { credentialsIn } from './access.guard.js';
import { Authenticator } from './authenticator.js';

/** What Swagger serves by itself, past Nest's guards; asked of the route that was found, not of how its URL is written. */
const isDescription = (route: string) => /^\/api(-json|-yaml|\/|$)/.test(route);

/**
 * Asks for the role `read` before the description of the API is shown, where authentication is on. A browser asks its
 * user for the key there: any name, and the key as the password.
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
