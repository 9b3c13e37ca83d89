import { type AppError, toAppError } from '../../foundation/errors/app.error.js';
import { DatabaseUnavailable, isPassing } from './verdict.js';

/** The result for rows that were stored together or, because that failed, apart. */
export interface Stored<Row> {
  readonly failures: ReadonlyMap<Row, AppError>;
  readonly count: number;
  /** The search was given up, because no row is the cause. */
  readonly isAway: boolean;
}

/**
 * Stores the groups, one after the other. A group that fails is halved until the culprits are alone, so that their
 * neighbours are stored. When the database does not take ordinary rows either, the search ends.
 *
 * @param insert stores all rows or none.
 * @param tryOrdinary rejects with the reason why the database does not even take ordinary rows.
 */
export async function storeApart<Row>(
  groups: readonly (readonly Row[])[],
  insert: (rows: readonly Row[]) => Promise<unknown>,
  tryOrdinary: () => Promise<unknown>,
): Promise<Stored<Row>> {
  const failures = new Map<Row, AppError>();
  let count = 0;
  let away = undefined as AppError | undefined;
  const store = async (rows: readonly Row[]): Promise<void> => {
    const error = away ?? (await insert(rows).then(() => undefined, toAppError));
    if (!error) {
      count += rows.length;
      return;
    }
    if (isPassing(error)) away = error;
    if (rows.length > 1 && !away) {
      const middle = Math.ceil(rows.length / 2);
      await store(rows.slice(0, middle));
      await store(rows.slice(middle));
      return;
    }
    if (isNeverOfRow(error)) away ??= error;
    else if (!away && isPerhapsOfRow(error)) away = await tryOrdinary().then(() => undefined, toAppError);
    for (const row of rows) failures.set(row, away ?? error);
  };
  for (const rows of groups) await store(rows);
  return { failures, count, isAway: away !== undefined };
}

/** Space, rights, a missing table: to try the other rows as well would cost time, and prove nothing. */
const isNeverOfRow = (error: AppError) => error instanceof DatabaseUnavailable && error.verdict !== 'unclear';

const isPerhapsOfRow = ({ code }: AppError) => code === 'DATABASE_UNAVAILABLE' || code === 'DATABASE_REFUSED';
