import type { Database } from '../database/database.js';

/** Numbers of outcomes in one query: others of its lane have their turn within tens of milliseconds. */
export const numbersPerQuery = 10_000;
/** The most outcomes to read: enough for any comparison, however many are stored. */
const newestOutcomes = 200_000;

/** Numbers of outcomes, both inclusive. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** The numbers of the newest outcomes in parts for a query each, the newest first. */
export async function* newestRanges({ read }: Database): AsyncGenerator<NumberRange> {
  const query = read.selectFrom('outcomes').select(({ fn }) => fn.max('seq').as('seq'));
  const newest = Number((await query.executeTakeFirst())?.seq ?? 0);
  const lowest = Math.max(1, newest - newestOutcomes + 1);
  for (let last = newest; last >= lowest; last -= numbersPerQuery) {
    yield { first: Math.max(lowest, last - numbersPerQuery + 1), last };
  }
}
