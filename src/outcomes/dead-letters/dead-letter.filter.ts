import type { ExpressionBuilder } from 'kysely';
import type { Tables } from '../database/schema.js';

/** Selects dead letters; absent fields match all. */
export interface DeadLetterFilter {
  /** The message's topic before it failed. */
  readonly topic?: string | undefined;
  readonly code?: string | undefined;
  readonly request?: string | undefined;
}

export function matchesDeadLetterFilter({ topic, code, request }: DeadLetterFilter) {
  return ({ eb, and }: ExpressionBuilder<Tables, 'dead_letters'>) =>
    and([
      ...(topic === undefined ? [] : [eb('topic', '=', topic)]),
      ...(code === undefined ? [] : [eb('code', '=', code)]),
      ...(request === undefined ? [] : [eb('request_id', '=', request)]),
    ]);
}
