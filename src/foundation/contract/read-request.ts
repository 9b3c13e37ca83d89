import { z } from 'zod';
import type { EndpointContract } from './endpoint.js';
import { readInput } from './read-input.js';

export interface HttpRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

type Source = 'params' | 'query' | 'headers' | 'body';

/** @throws InvalidError `BAD_REQUEST` that names the first field which is wrong. */
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

/** Clients may write their names in any case. */
function namedHeaders(headers: z.ZodObject, request: HttpRequest): object {
  const names = Object.keys(headers.shape);
  return Object.fromEntries(names.map((name) => [name, request.headers[name.toLowerCase()]]));
}

function readBody(body: EndpointContract['body'], request: HttpRequest): { readonly body?: unknown } {
  if (!body) return {};
  const { schema, unread, alsoInQuery } =
    body instanceof z.ZodType ? { schema: body, unread: undefined, alsoInQuery: undefined } : body;
  if (unread) return {};
  // Without a body its fields are missing, each of which is named better than the whole.
  const given = request.body ?? {};
  const fields = alsoInQuery ? { ...Object(request.query), ...Object(given) } : given;
  return { body: readInput(schema, fields, 'body') };
}
