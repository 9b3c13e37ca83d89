import type { INestApplication } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { stringify } from 'yaml';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { openApiDocument } from './document.js';
import { routesOf } from './routes.js';

/**
 * Serves the description of every endpoint: to read and try at `/api`, for programs at `/api-json` and `/api-yaml`.
 *
 * @throws Error at the start, for an endpoint without a contract.
 */
export function serveOpenApi(app: INestApplication): void {
  const routes = routesOf(app);
  const { access } = app.get<Config>(CONFIG);
  const describe = once(() => openApiDocument(routes, access.required));
  // The library has OpenAPI 3.0's types.
  SwaggerModule.setup('api', app, () => describe() as unknown as OpenAPIObject, { raw: false });
  const http = app.getHttpAdapter() as FastifyAdapter;
  serveText(http, '/api-json', 'application/json', () => JSON.stringify(describe()));
  serveText(http, '/api-yaml', 'text/yaml', () => stringify(describe(), { aliasDuplicateObjects: false }));
}

/** All answers share one buffer, however many of them wait for their clients. */
function serveText(http: FastifyAdapter, path: string, type: string, render: () => string): void {
  const bytes = once(() => Buffer.from(render()));
  http.get(path, (_request: unknown, reply: FastifyReply) => void reply.type(type).send(bytes()));
}

/** Makes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
