import type { Kysely } from 'kysely';
import type { Database } from '../database/database.js';
import type { Lane } from '../database/lanes.js';
import type { Renderer } from '../database/renderer.js';
import type { OutcomeRow, Tables } from '../database/schema.js';
import { type NumberRange, numbersPerQuery } from '../ledger/newest-outcomes.js';
import type { Lines } from './export-lines.js';
import { narrowed, numbersOfMatches } from './number-bounds.js';
import { predictionOfRow, type StoredPrediction } from './outcome-rows.js';
import { matchesPredictionFilter, type PredictionFilter } from './prediction-filter.js';

/** A part, and the numbers that are left: from the range's first to `left`. */
export interface Scanned<Part> {
  readonly part: Part;
  readonly left: number;
}

/** Looks through predictions with a filter, in parts: one query of bounded length each, on one lane. */
export class PredictionScan {
  constructor(
    private readonly database: Database,
    private readonly filter: PredictionFilter,
    private readonly lane: Lane,
    private readonly signal?: AbortSignal,
  ) {}

  /** The numbers among which all matches are now. @param after without this number and those below it. */
  async range(after = 0): Promise<NumberRange> {
    const work = numbersOfMatches(this.filter);
    const found = await this.database.scan(work, this.lane, this.signal);
    return narrowed(found, { first: after + 1, last: Infinity });
  }

  /** The newest matches of a range, newest first. @param rows most rows. */
  async predictions(range: NumberRange, rows: number): Promise<Scanned<StoredPrediction[]>> {
    const query = this.newestOf(range, rows);
    const found = await this.database.scan((read) => query(read).execute(), this.lane, this.signal);
    const oldest = found.length < rows ? null : found.at(-1)?.seq;
    return { part: found.map(predictionOfRow), left: leftOf(range, oldest) };
  }

  /** The same as lines of a file. */
  async lines(
    range: NumberRange,
    rows: number,
    renderer: Renderer<OutcomeRow, Lines>,
  ): Promise<Scanned<Uint8Array>> {
    const query = this.newestOf(range, rows);
    const lines = await this.database.render(query, renderer, this.lane, this.signal);
    return { part: lines.bytes, left: leftOf(range, lines.rows < rows ? null : lines.lastSeq) };
  }

  private newestOf(range: NumberRange, rows: number) {
    return (read: Kysely<Tables>) =>
      read
        .selectFrom('outcomes')
        .selectAll()
        .where(matchesPredictionFilter(this.filter))
        .where('seq', '>=', lowestOf(range))
        .where('seq', '<=', range.last)
        .orderBy('seq', 'desc')
        .limit(rows);
  }
}

/** One query looks through so many numbers at most. */
const lowestOf = ({ first, last }: NumberRange) => Math.max(first, last - numbersPerQuery + 1);

/** @param oldest the number of the last row where the query ended with it. */
const leftOf = (range: NumberRange, oldest: number | null | undefined) =>
  Number(oldest ?? lowestOf(range)) - 1;
