import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { programVersion } from '../../foundation/config/program-version.js';
import { operationOf } from './operation.js';
import { routesOf } from './routes.js';
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
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An API key, or a token of JWT_ISSUER' },
      'bearer',
    )
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key' }, 'api-key')
    // Each by itself is enough, and so is none where authentication is off.
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('api-key')
    .addSecurityRequirements({})
    .build();
  const document = completeDocument(declarePathParameters(SwaggerModule.createDocument(app, description)));
  for (const route of routesOf(app)) {
    Object.assign((document.paths[route.path] ??= {}), { [route.method]: operationOf(route) });
  }
  return document;
}

/** Endpoints that read a part of their path by themselves, or have several paths, do not say what it is called. */
function declarePathParameters(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of [item.get, item.post, item.put, item.delete]) {
      if (!operation) continue;
      const parameters = (operation.parameters ??= []);
      const declared = parameters.map((parameter) => ('name' in parameter ? parameter.name : undefined));
      for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
        if (declared.includes(name)) continue;
        parameters.push({ name, in: 'path', required: true, schema: { type: 'string' } });
      }
    }
  }
  return document;
}

/** The description of every endpoint: to read and try at `/api`, for programs at `/api-json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api', app, () => openApiDocument(app));
}
