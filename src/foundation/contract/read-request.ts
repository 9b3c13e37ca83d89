import { z } from 'zod';
import type { EndpointContract, RequestBody } from './endpoint.js';
import { readJson } from './json-body.js';
import { readInput } from './read-input.js';

export interface HttpRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

type Source = 'params' | 'query' | 'headers' | 'body';

/** Reads a request by a contract. @throws InvalidError `BAD_REQUEST` that names the first wrong field. */
export function readRequest(
  contract: EndpointContract,
  request: HttpRequest,
): Partial<Record<Source, unknown>> {
  const { params, query, headers, body } = contract;
  return {
    ...(params && { params: readInput(params, request.params) }),
    ...(query && { query: readInput(query, request.query) }),
    ...(headers && { headers: readInput(headers, namedHeaders(headers, request)) }),
    ...readBody(body, request),
  };
}

/** Node gives headers in lower case; contracts, and so errors, spell them as documents do. */
function namedHeaders(headers: z.ZodObject, request: HttpRequest): object {
  const names = Object.keys(headers.shape);
  return Object.fromEntries(names.map((name) => [name, request.headers[name.toLowerCase()]]));
}

function readBody(body: EndpointContract['body'], request: HttpRequest): { readonly body?: unknown } {
  if (!body) return {};
  const { schema, readByHandler, alsoInQuery }: RequestBody =
    body instanceof z.ZodType ? { schema: body } : body;
  if (readByHandler) return {};
  // Without a body the error names the first missing field, which helps more than "no body".
  const sent = sentBody(request);
  const given = sent === undefined ? {} : sent;
  const fields = alsoInQuery && isObject(given) ? { ...Object(request.query), ...given } : given;
  return { body: readInput(schema, fields, 'body') };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Some routes accept bodies of any content type, as bytes: these are JSON. */
function sentBody({ body }: HttpRequest): unknown {
  if (!(body instanceof Uint8Array)) return body;
  return body.length === 0 ? undefined : readJson(body);
}
