import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { openApiDocument } from './document.js';
import { routesOf } from './routes.js';

/**
 * Serves the description of every endpoint: to read and try at `/api`, for programs at `/api-json`.
 *
 * @throws Error at the start, for an endpoint without a contract.
 */
export function serveOpenApi(app: INestApplication): void {
  const routes = routesOf(app);
  // The library has OpenAPI 3.0's types.
  const { access } = app.get<Config>(CONFIG);
  SwaggerModule.setup('api', app, () => openApiDocument(routes, access.required) as unknown as OpenAPIObject);
}
