import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import {
  type DocumentedFailure,
  failureBody,
  type FailureCode,
  failureOf,
  protocolFailureBody,
} from './failures.js';
import type { OperationContract } from './operation-contract.js';
import { operations } from './operations.js';

/** As much of OpenAPI 3.1 as is written here; the framework's types are those of 3.0. */
interface Content {
  schema?: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
interface Answer {
  description?: string;
  content?: Record<string, Content>;
}
interface Operation {
  summary?: string;
  responses: Record<string, Answer>;
  requestBody?: { content: Record<string, Content>; required?: boolean };
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** The guards look at every request, and nothing is free of mistakes. */
const everywhere: readonly FailureCode[] = [
  'FOREIGN_SITE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TOO_MANY_REQUESTS',
  'ISSUER_UNAVAILABLE',
  'INTERNAL',
];

/** The key of an endpoint in the table: those of one broker, or one version, answer as those without. */
export function operationKey(method: string, path: string): string {
  const plain = path.replace(/^\/\{broker\}/, '').replace('/versions/{version}', '');
  return `${method.toUpperCase()} ${plain}`;
}

/** Adds what decorators do not say: a schema and an example for every body, and every failure with an example. */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      if (operation) complete(operation, path, operations[operationKey(method, path)] ?? {});
    }
  }
  return document;
}

function complete(operation: Operation, path: string, contract: OperationContract): void {
  completeRequest(operation, contract);
  const succeeds = Object.keys(operation.responses).some((status) => Number(status) < 400);
  if (!succeeds) operation.responses['200'] = {};
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (Number(status) < 400) completeAnswer(answer, Number(status), contract);
  }
  for (const [status, { body, example }] of Object.entries(contract.bodies ?? {})) {
    operation.responses[status] ??= { description: 'Not complete yet' };
    setJson(operation.responses[status], body, example);
  }
  const isProtocol = path === '/v2' || path.startsWith('/v2/');
  const own = contract.fails ?? [];
  for (const code of [...own, ...everywhere]) {
    addFailure(operation, code, failureOf(code, isProtocol), isProtocol ? protocolFailureBody : failureBody);
  }
  // A path without a broker names none that could be unknown.
  if (own.includes('UNKNOWN_BROKER') && !path.includes('{broker}')) delete operation.responses['404'];
}

function completeRequest(operation: Operation, { request }: OperationContract): void {
  if (request) {
    const content = {
      'application/json': { schema: jsonSchema(request.schema, 'input'), example: request.example },
    };
    operation.requestBody = { ...operation.requestBody, content };
  }
  for (const content of Object.values(operation.requestBody?.content ?? {})) {
    content.example ??= exampleOf(content.schema);
  }
}

function completeAnswer(answer: Answer, status: number, contract: OperationContract): void {
  const { body, example, textExample, bodies } = contract;
  const known = Object.values(answer.content ?? {}).map(
    ({ schema }) => (schema as Content | undefined)?.example,
  );
  if (body && !bodies?.[status]) setJson(answer, body, known.find(Boolean) ?? example);
  for (const content of Object.values(answer.content ?? {})) {
    if (textExample !== undefined)
      Object.assign(content, { schema: { type: 'string' }, example: textExample });
  }
  if (!answer.content && !body) {
    const type = textExample === undefined ? 'application/octet-stream' : 'text/event-stream';
    const bytes = { schema: { type: 'string', format: 'binary' } };
    answer.content = {
      [type]: textExample === undefined ? bytes : { schema: { type: 'string' }, example: textExample },
    };
  }
  answer.description ||= 'The answer';
}

function setJson(answer: Answer, body: z.ZodType, example: unknown): void {
  answer.content = { 'application/json': { schema: jsonSchema(body, 'output'), example } };
}

function addFailure(
  operation: Operation,
  code: FailureCode,
  { statusCode, body }: DocumentedFailure,
  schema: z.ZodType,
): void {
  const answer = (operation.responses[statusCode] ??= {});
  answer.description ||= code;
  answer.content ??= {};
  const content = (answer.content['application/json'] ??= {});
  const documented = (content.schema as Content | undefined)?.example;
  content.schema = jsonSchema(schema, 'output');
  content.examples ??= documented === undefined ? {} : { documented: { value: documented } };
  content.examples[code] = { value: body };
}

/** Of a schema in the manner of the decorators: its own example, or those of its fields. */
function exampleOf(schema: object | undefined): unknown {
  const { example, properties } = (schema ?? {}) as {
    example?: unknown;
    properties?: Record<string, Content>;
  };
  if (example !== undefined || !properties) return example;
  const fields = Object.entries(properties).flatMap(([name, field]) => {
    const value = field.example ?? (field as { default?: unknown }).default;
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(fields) as unknown;
}

/** Open for fields that are added later. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: made }) => void delete made.additionalProperties,
  });
  return rest;
}
