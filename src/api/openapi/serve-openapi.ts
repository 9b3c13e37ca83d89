import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './document.js';

/** The description of every endpoint: to read and try at `/api`, for programs at `/api-json`. */
export function serveOpenApi(app: INestApplication): void {
  // The library's types are those of OpenAPI 3.0.
  SwaggerModule.setup('api', app, () => openApiDocument(app) as unknown as OpenAPIObject);
}
