import { z } from 'zod';
import type { RequestBody } from '../../foundation/contract/endpoint.js';
import { type Content, contentOf, jsonSchemaOf, type JsonSchema } from './json-schema.js';
import { answersOf } from './answers.js';
import type { Route } from './routes.js';

/** One operation of OpenAPI 3.1, by the contract of its route. */
export function operationOf({ path, method, tag, contract }: Route): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const other = Object.entries(contract.nameWith ?? {}).find(([name]) => names.includes(name));
  const { summary, description, query, headers, params, body } = contract;
  return {
    operationId: other?.[1] ?? contract.name,
    summary,
    ...(description && { description }),
    ...(tag && { tags: [tag] }),
    parameters: [
      ...names.map((name) => parameterOf('path', name, fieldsOf(params)[name] ?? { type: 'string' }, true)),
      ...parametersOf('query', query),
      ...parametersOf('header', headers),
    ],
    ...(body && { requestBody: requestBodyOf(body instanceof z.ZodType ? { schema: body } : body) }),
    responses: answersOf(contract, path, method),
  };
}

function fieldsOf(schema: z.ZodObject | undefined): Record<string, JsonSchema> {
  return schema ? (jsonSchemaOf(schema, 'input')['properties'] as Record<string, JsonSchema>) : {};
}

function parametersOf(place: string, schema: z.ZodObject | undefined): object[] {
  if (!schema) return [];
  const required = (jsonSchemaOf(schema, 'input')['required'] ?? []) as string[];
  return Object.entries(fieldsOf(schema)).map(([name, field]) =>
    parameterOf(place, name, field, required.includes(name)),
  );
}

function parameterOf(place: string, name: string, field: JsonSchema, required: boolean): object {
  const { description, examples, ...schema } = field;
  const [example] = (examples ?? []) as unknown[];
  return {
    name,
    in: place,
    required,
    ...(description !== undefined && { description }),
    schema,
    ...(example !== undefined && { example }),
  };
}

function requestBodyOf({ schema, types = ['application/json'], files = [], optional }: RequestBody): object {
  const json = contentOf(schema, 'input');
  const file: Content = { schema: { type: 'string', format: 'binary' } };
  return {
    required: !optional,
    content: Object.fromEntries([
      ...types.map((type) => [type, json] as const),
      ...files.map((type) => [type, file] as const),
    ]),
  };
}
