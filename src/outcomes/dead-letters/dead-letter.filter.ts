import type { ExpressionBuilder } from 'kysely';
import type { Tables } from '../database/schema.js';

/** Which dead letters; what is left out does not matter. */
export interface DeadLetterFilter {
  /** The topic in which the message lay before. */
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
