import { z } from 'zod';
import {
  type FailureCode,
  type FailureExample,
  failureExamples,
  frameworkStatuses,
} from '../../foundation/contract/failures.js';
import type { ErrorCode } from '../../foundation/errors/app.error.js';
import { statusOf } from '../../foundation/errors/error.filter.js';
import { protocolStatusOf } from '../inference/protocol-errors.js';

export type { FailureCode };

/** The body of every failure outside `/v2`; details are further fields. */
export const failureBody = z.looseObject({
  statusCode: z.int().min(400).max(599),
  code: z.string().optional().meta({ description: 'What programs test; its meaning never changes' }),
  message: z.string().meta({ description: 'What people read' }),
});

/** The body under `/v2`, as the Open Inference Protocol defines it. */
export const protocolFailureBody = z.object({ error: z.string() });

export interface DocumentedFailure {
  readonly statusCode: number;
  readonly body: object;
}

/** An endpoint's answer for a failure. @param protocol true under `/v2` */
export function documentedFailure(code: FailureCode, protocol: boolean): DocumentedFailure {
  const example: FailureExample = failureExamples[code];
  const statusCode = Object.hasOwn(frameworkStatuses, code)
    ? frameworkStatuses[code as keyof typeof frameworkStatuses]
    : statusOf(code as ErrorCode);
  if (!protocol) return { statusCode, body: { statusCode, code, ...example } };
  const { message } = example;
  return { statusCode: protocolStatusOf({ statusCode, code, message }), body: { error: message } };
}
