import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { programVersion } from '../config/program-version.js';
import { completeDocument } from './complete-document.js';

/** OpenAPI 3.1 of every endpoint that an application has. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Seamline')
    .setDescription(
      'Publishes images as events, and answers what became of them. ' +
        'The events themselves: [AsyncAPI](/asyncapi.json), [JSON Schemas](/schemas).',
    )
    .setVersion(programVersion)
    .build();
  return completeDocument(SwaggerModule.createDocument(app, description));
}

/** The description of every endpoint: to read and try at `/api`, for programs at `/api-json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api', app, () => openApiDocument(app));
}
