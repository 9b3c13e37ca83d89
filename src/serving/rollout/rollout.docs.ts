import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { decidedExample } from './rollout.examples.js';

type Fields = Readonly<Record<string, { type: 'string' | 'number'; example: string | number }>>;

const version = { type: 'string', example: '2' } as const;
export const versionField = { version };
export const canaryFields = { version, percent: { type: 'number', example: 10 } } as const;

const others = [
  [202, 'It is written; those that serve the model follow within a second'],
  [404, 'There is no such model or version'],
  [409, 'It does not fit what serves now, or MODELS pins the version'],
  [503, 'The version cannot be used, or the folder cannot be written; nothing has changed'],
] as const;

/** A POST that changes what a model's versions do. */
export function Change(path: string, summary: string, fields?: Fields): MethodDecorator {
  const body = fields && [
    ApiBody({ schema: { type: 'object', properties: { ...fields }, required: Object.keys(fields) } }),
  ];
  return applyDecorators(
    Post(`:name/${path}`),
    HttpCode(200),
    ApiOperation({ summary }),
    ...(body ?? []),
    ApiOkResponse({ description: 'It holds in this process', schema: { example: decidedExample } }),
    ...others.map(([status, description]) => ApiResponse({ status, description })),
  );
}
