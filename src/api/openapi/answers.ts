import { z } from 'zod';
import type { EndpointAnswer, EndpointContract } from '../../foundation/contract/endpoint.js';
import type { FailureCode } from '../../foundation/contract/failures.js';
import { failureBody, documentedFailure, protocolFailureBody } from './failures.js';
import { type Content, contentOf, jsonSchemaOf } from './json-schema.js';

/** The guards check every request, and any endpoint may fail unexpectedly. */
const everywhere: readonly FailureCode[] = [
  'FOREIGN_SITE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TOO_MANY_REQUESTS',
  'ISSUER_UNAVAILABLE',
  'INTERNAL',
];

interface DocumentedContent extends Content {
  /** By the code of the failure. */
  readonly examples?: Readonly<Record<string, { readonly value: object }>>;
}

export interface Response {
  readonly description: string;
  readonly headers?: object;
  readonly content?: Readonly<Record<string, DocumentedContent>>;
}

/** Every answer of an operation by its status: those of the contract, and each failure with an example. */
export function answersOf(
  contract: EndpointContract,
  path: string,
  method: string,
): Record<string, Response> {
  const answers = Object.entries(contract.answers).map(([status, answer]): [string, Response] => [
    status,
    responseOf(answer instanceof z.ZodType ? { body: answer } : answer),
  ]);
  return { ...Object.fromEntries(answers), ...failuresOf(contract, path, method) };
}

function responseOf({ description = 'The answer', body, contentType, headers }: EndpointAnswer): Response {
  const shown = headers && {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, means]) => [
        name,
        { description: means, schema: { type: 'string' } },
      ]),
    ),
  };
  if (!body && !contentType) return { description, ...shown };
  const content = body ? contentOf(body, 'output') : { schema: { type: 'string', format: 'binary' } };
  return { description, ...shown, content: { [contentType ?? 'application/json']: content } };
}

function failuresOf(contract: EndpointContract, path: string, method: string): Record<string, Response> {
  const isProtocol = path === '/v2' || path.startsWith('/v2/');
  const schema = jsonSchemaOf(isProtocol ? protocolFailureBody : failureBody, 'output');
  const shown = new Map<number, Record<string, { readonly value: object }>>();
  for (const code of codesOf(contract, path, method, isProtocol)) {
    const { statusCode, body } = documentedFailure(code, isProtocol);
    shown.set(statusCode, { ...shown.get(statusCode), [code]: { value: body } });
  }
  const entries = [...shown].map(([status, examples]): [number, Response] => {
    const description = contract.failureDescriptions?.[status] ?? Object.keys(examples).join(', ');
    return [status, { description, content: { 'application/json': { schema, examples } } }];
  });
  return Object.fromEntries(entries);
}

function codesOf(
  { query, headers, body, params, failures = [] }: EndpointContract,
  path: string,
  method: string,
  isProtocol: boolean,
): FailureCode[] {
  const reads = query ?? headers ?? body;
  // The protocol accepts bodies of any type.
  const carries: FailureCode[] = isProtocol
    ? ['MESSAGE_TOO_LARGE']
    : ['MESSAGE_TOO_LARGE', 'FST_ERR_CTP_INVALID_MEDIA_TYPE'];
  // A path without a broker cannot name an unknown one.
  const isPossible = (code: FailureCode) =>
    code !== 'UNKNOWN_BROKER' || !params?.shape['broker'] || path.includes('{broker}');
  const codes: FailureCode[] = [
    ...(reads ? ['BAD_REQUEST' as const] : []),
    ...failures.filter(isPossible),
    ...(method === 'post' ? carries : []),
    ...everywhere,
  ];
  return [...new Set(codes)];
}
