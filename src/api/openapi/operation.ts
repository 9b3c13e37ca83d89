import { z } from 'zod';
import type { EndpointContract, RequestBody } from '../../foundation/contract/endpoint.js';
import { answersOf, type Response } from './answers.js';
import { type Content, contentOf, jsonSchemaOf, type JsonSchema } from './json-schema.js';
import type { Route } from './routes.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: unknown;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

/** An operation of OpenAPI 3.1. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Response>>;
  /** Given for a public operation only: none is needed. */
  readonly security?: readonly [];
}

/** The operation of a route, by its contract. */
export function operationOf({ path, method, tag, contract, isPublic }: Route): Operation {
  const { summary, description, query, headers, params } = contract;
  const body: RequestBody | undefined =
    contract.body instanceof z.ZodType ? { schema: contract.body } : contract.body;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return {
    operationId: operationIdOf(contract, names),
    summary,
    ...(description && { description }),
    tags: [tag],
    parameters: [
      ...pathParameters(names, params),
      ...parametersOf('query', query),
      ...parametersOf('query', body?.alsoInQuery && body.schema).map(asOptional),
      ...parametersOf('header', headers),
    ],
    ...(body && { requestBody: requestBodyOf(body) }),
    responses: answersOf(contract, path, method),
    ...(isPublic && { security: [] }),
  };
}

function operationIdOf({ name, nameWithParameter = {} }: EndpointContract, names: readonly string[]): string {
  const other = Object.entries(nameWithParameter).find(([parameter]) => names.includes(parameter));
  return other?.[1] ?? name;
}

function pathParameters(names: readonly string[], schema: z.ZodObject | undefined): Parameter[] {
  const known = parametersOf('path', schema);
  return names.map((name) => {
    const text: Parameter = { name, in: 'path', required: true, schema: { type: 'string' } };
    return { ...text, ...known.find((parameter) => parameter.name === name), required: true };
  });
}

function parametersOf(place: Parameter['in'], schema: z.ZodType | undefined): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, examples, ...field }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: field,
    ...(Array.isArray(examples) && { example: examples[0] as unknown }),
  }));
}

const asOptional = (parameter: Parameter): Parameter => ({ ...parameter, required: false });

function requestBodyOf({
  schema,
  contentTypes = ['application/json'],
  binaryTypes = [],
  optional,
}: RequestBody) {
  const described = contentOf(schema, 'input');
  const bytes: Content = { schema: { type: 'string', format: 'binary' } };
  const content = [
    ...contentTypes.map((type) => [type, described] as const),
    ...binaryTypes.map((type) => [type, bytes] as const),
  ];
  return { required: !optional, content: Object.fromEntries(content) };
}
