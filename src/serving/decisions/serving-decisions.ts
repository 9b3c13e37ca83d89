import { isDeepStrictEqual } from 'node:util';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { type Serving, servingText } from './serving.js';

/** The ServingDecisions of this process. */
export const DECISIONS = Symbol('ServingDecisions');

/** A decision as it is kept. */
export interface StoredDecision {
  /** 1 for the first decision of a model, then 2, 3, …; 0 for one that a file of before holds. */
  readonly revision: number;
  /** The decision; where it is damaged, the newest one before it that is not. Undefined without any. */
  readonly serving: Serving | undefined;
  /** Why the newest decision cannot be read; absent when it can. */
  readonly damage?: string | undefined;
}

export interface NewDecision {
  readonly serving: Serving;
  /** The revision that it was decided on; 0: none was known. */
  readonly after: number;
}

/** The one place that decides what serves; the processes of a deployment share it. */
export interface ServingDecisions {
  /** The place in words, without secrets. */
  readonly place: string;
  /** The newest decision of a model; undefined before the first. @throws UnavailableError while the place is away. */
  newest(model: string): Promise<StoredDecision | undefined>;
  /**
   * Keeps a decision as the revision `after + 1`. Of processes that decide on the same revision, one succeeds.
   *
   * @throws InvalidError `STALE_DECISION` for the others; `MODEL_CONFLICT` where this process only follows;
   *   UnavailableError `DATABASE_UNAVAILABLE`: nothing is decided.
   */
  decide(model: string, decision: NewDecision): Promise<StoredDecision>;
  /** Ends what this process holds open for it alone. */
  close?(): Promise<void>;
}

/** The revision of what is stored; 0 before the first decision. */
export const revisionOf = (stored: StoredDecision | undefined): number => stored?.revision ?? 0;

/** Whether nothing would change: no revision is made for that. */
export function isDecided(serving: Serving, newest: StoredDecision | undefined): boolean {
  return (
    newest?.damage === undefined && revisionOf(newest) > 0 && isDeepStrictEqual(serving, newest?.serving)
  );
}

/** The refusal of a decision on `seen` when another one is newer. */
export function staleDecision(model: string, seen: number, newest: StoredDecision | undefined): InvalidError {
  const revision = revisionOf(newest);
  const serving = newest?.serving;
  const now = serving ? `: ${servingText(model, serving)}` : '';
  const text = `the decision was made on revision ${seen} of ${model}, and ${revision} is the newest${now}`;
  const details = { model, revision, serving: serving ?? null };
  return new InvalidError('STALE_DECISION', `${text}; look at it, then decide again`, { details });
}

/** @param wanted the revision that a caller has seen; undefined: any. @throws InvalidError `STALE_DECISION` */
export function refuseStale(
  model: string,
  wanted: number | undefined,
  newest: StoredDecision | undefined,
): void {
  if (wanted !== undefined && wanted !== revisionOf(newest)) throw staleDecision(model, wanted, newest);
}
