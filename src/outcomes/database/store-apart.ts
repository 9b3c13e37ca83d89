import { type AppError, toAppError } from '../../foundation/errors/app.error.js';
import { DatabaseUnavailable } from './verdict.js';

/** The result for rows that were stored together or, because that failed, apart. */
export interface Stored<Row> {
  readonly failures: ReadonlyMap<Row, AppError>;
  readonly count: number;
  /** The search was given up, because no row is the cause. */
  readonly isAway: boolean;
}

/**
 * Stores the groups, one after the other. A group that fails is halved until the culprits are alone, so that their
 * neighbours are stored. When the database takes no row at all, there is no search.
 *
 * @param insert stores all rows or none.
 */
export async function storeApart<Row>(
  groups: readonly (readonly Row[])[],
  insert: (rows: readonly Row[]) => Promise<unknown>,
): Promise<Stored<Row>> {
  const failures = new Map<Row, AppError>();
  let count = 0;
  let held = 0;
  let away = undefined as AppError | undefined;
  const store = async (rows: readonly Row[]): Promise<void> => {
    const error = await insert(rows).then(() => undefined, toAppError);
    if (!error) {
      count += rows.length;
      return;
    }
    const isHeld = error.kind === 'unavailable';
    if (isHeld && !isPerhapsOfOneRow(error)) away = error;
    if (rows.length > 1 && !away) {
      const middle = Math.ceil(rows.length / 2);
      await store(rows.slice(0, middle));
      if (away) fail(rows.slice(middle), away);
      else await store(rows.slice(middle));
      return;
    }
    if (isHeld) held += 1;
    if (held > 1 && count === 0) away = error;
    fail(rows, error);
  };
  const fail = (rows: readonly Row[], error: AppError) => rows.forEach((row) => failures.set(row, error));
  for (const rows of groups) {
    if (away) fail(rows, away);
    else await store(rows);
  }
  return { failures, count, isAway: away !== undefined };
}

const isPerhapsOfOneRow = (error: AppError) =>
  error instanceof DatabaseUnavailable && error.verdict !== 'passing';
