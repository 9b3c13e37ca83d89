import { setImmediate } from 'node:timers/promises';
import type { Database } from '../database/database.js';
import { type NumberRange, numbersPerQuery } from '../ledger/newest-outcomes.js';
import { predictionOfRow, type StoredPrediction } from './outcome-rows.js';
import { matchesPredictionFilter, type PredictionFilter } from './prediction-filter.js';

const rowsPerQuery = 500;
/** In milliseconds. The largest difference between the clocks of processes that store. */
const clockToleranceMs = 300_000;

/** Reads predictions in parts: never holds, or waits for, more than a few hundred of them. */
export class PredictionScan {
  constructor(private readonly database: Database) {}

  /**
   * Matching predictions that are stored now, newest first, in chunks, some of them empty.
   *
   * @param cursor limits to the predictions between `before` and `after`: their numbers, both exclusive.
   * @param rows most rows in a chunk.
   */
  async *newestFirst(
    filter: PredictionFilter,
    cursor: { readonly before?: number | undefined; readonly after?: number | undefined } = {},
    rows = rowsPerQuery,
  ): AsyncGenerator<StoredPrediction[]> {
    const { first, last } = await this.bounds(filter);
    const lowest = Math.max(first, (cursor.after ?? -1) + 1);
    let next = Math.min(last, (cursor.before ?? Infinity) - 1);
    while (next >= lowest) {
      const range = { first: Math.max(lowest, next - numbersPerQuery + 1), last: next };
      const found = await this.query(filter, range, rows);
      yield found;
      const oldest = found.length < rows ? undefined : found.at(-1);
      next = (oldest?.seq ?? range.first) - 1;
      await setImmediate();
    }
  }

  private async query(filter: PredictionFilter, { first, last }: NumberRange, rows: number) {
    const found = await this.database.read
      .selectFrom('outcomes')
      .selectAll()
      .where(matchesPredictionFilter(filter))
      .where('seq', '>=', first)
      .where('seq', '<=', last)
      .orderBy('seq', 'desc')
      .limit(rows)
      .execute();
    return found.map(predictionOfRow);
  }

  /** The range of numbers that contains all matches. */
  private async bounds({ request, image, from, to }: PredictionFilter): Promise<NumberRange> {
    const { read } = this.database;
    let numbers = read.selectFrom('outcomes').select('seq').where('seq', 'is not', null).limit(1);
    if (request !== undefined) {
      numbers = numbers.where('request_id', '=', request).where('state', '=', 'predicted');
    }
    if (image !== undefined) numbers = numbers.where('image_id', '=', image);
    const first = (await numbers.orderBy('seq').executeTakeFirst())?.seq;
    const last = (await numbers.orderBy('seq', 'desc').executeTakeFirst())?.seq;
    if (first == null || last == null) return { first: 1, last: 0 };
    const range = { first: Number(first), last: Number(last) };
    return {
      first:
        from === undefined ? range.first : await this.firstSince(shifted(from, -clockToleranceMs), range),
      last: to === undefined ? range.last : await this.firstSince(shifted(to, clockToleranceMs), range),
    };
  }

  /**
   * Numbers and times grow together, so halving finds the first number of a time; the last number where there is
   * none.
   */
  private async firstSince(time: string, { first, last }: NumberRange): Promise<number> {
    let [low, high] = [first, last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = await this.database.read
        .selectFrom('outcomes')
        .select('decided_at')
        .where('seq', '>=', middle)
        .orderBy('seq')
        .limit(1)
        .executeTakeFirst();
      if (row?.decided_at && row.decided_at < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function shifted(time: string, byMs: number): string {
  return new Date(Date.parse(time) + byMs).toISOString();
}
