import { programVersion } from '../../foundation/config/program-version.js';
import { type Operation, operationOf } from './operation.js';
import type { Route } from './routes.js';

const description =
  'Publishes images as events, and answers what became of them. ' +
  'The events themselves: [AsyncAPI](/asyncapi.json), [JSON Schemas](/schemas).';

const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An API key, or a token of JWT_ISSUER',
  },
  'api-key': { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key' },
};

/** OpenAPI 3.1: operations by path and method, in lower case. */
export interface OpenApiDocument {
  readonly openapi: string;
  /** What a caller needs, where an operation says nothing else: one of these. */
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/**
 * The description of every endpoint, made from their contracts.
 *
 * @param authenticated whether callers must authenticate. Default: they may.
 */
export function openApiDocument(routes: readonly Route[], authenticated = false): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Seamline', description, version: programVersion },
    components: { securitySchemes },
    // Each is enough by itself.
    security: [{ bearer: [] }, { 'api-key': [] }, ...(authenticated ? [] : [{}])],
    paths,
  } as OpenApiDocument;
}
