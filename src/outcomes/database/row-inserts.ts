import { type AppError, InvalidError } from '../../foundation/errors/app.error.js';
import type { BatchScope } from '../../foundation/concurrency/batch.scope.js';
import { Batcher } from '../../foundation/concurrency/batcher.js';
import { storeApart } from './store-apart.js';
import { Suspects } from './suspects.js';
import { DatabaseUnavailable } from './verdict.js';

/** Rows of one insert. Larger inserts gain nothing and hold the event loop for longer than 20 ms. */
const rowsPerInsert = 500;
const bytesPerInsert = 8_000_000;

export interface RowInsertOptions<Row> {
  /** The row's name, the same at every delivery. */
  readonly nameOf: (row: Row) => string;
  /**
   * Stores ordinary rows where the row would go, and undoes that. It rejects when the database does not take them: then
   * a refusal says nothing about a row.
   */
  readonly tryOrdinary: () => Promise<unknown>;
  /** Bytes of a row's large values. Default: 0. */
  readonly sizeBytes?: (row: Row) => number;
  /** Surrounds each insert. Default: none. */
  readonly scope?: BatchScope | undefined;
  /** Most rows of one insert. Default: 500. */
  readonly maxRows?: number;
  /**
   * Milliseconds in which others are stored until a row counts as the cause of an error that does not name its values.
   * Default: a minute.
   */
  readonly doubtMs?: number | undefined;
}

/** Stores single rows. Calls during a transaction share the next one. */
export class RowInserts<Row> {
  private readonly inserts: Batcher<Row, undefined>;
  private readonly suspects: Suspects;
  private readonly nameOf: (row: Row) => string;
  private readonly tryOrdinary: () => Promise<unknown>;

  /** @param insert stores all rows or none. */
  constructor(
    private readonly insert: (rows: readonly Row[]) => Promise<unknown>,
    {
      nameOf,
      tryOrdinary,
      sizeBytes = () => 0,
      scope,
      maxRows = rowsPerInsert,
      doubtMs,
    }: RowInsertOptions<Row>,
  ) {
    const limits = { maxItems: maxRows, maxBytes: bytesPerInsert, sizeBytes, scope };
    this.inserts = new Batcher<Row, undefined>((rows) => this.store(rows), limits);
    this.suspects = new Suspects(doubtMs);
    this.nameOf = nameOf;
    this.tryOrdinary = async () => {
      await tryOrdinary();
      this.suspects.countStored(1);
    };
  }

  /**
   * Resolves once the row is on disk, or was before.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing is stored; hold the message and retry.
   * @throws TransientError, InvalidError `DATABASE_REFUSED`: the database refuses this row.
   */
  save(row: Row): Promise<void> {
    return this.inserts.add(row);
  }

  /** Resolves once every accepted row is stored. */
  close(): Promise<void> {
    return this.inserts.close();
  }

  /**
   * Rows that failed before go alone, so that the others need no search again. They go first, so that a batch ends
   * well.
   */
  private async store(rows: readonly Row[]): Promise<(AppError | undefined)[]> {
    const isSuspected = (row: Row) => !this.suspects.none && this.suspects.has(this.nameOf(row));
    const suspected = rows.filter(isSuspected).map((row) => [row]);
    const others = suspected.length > 0 ? rows.filter((row) => !isSuspected(row)) : rows;
    const groups = others.length > 0 ? [...suspected, others] : suspected;
    const { failures, count, isAway } = await storeApart(groups, this.insert, this.tryOrdinary);
    this.suspects.countStored(count);
    if (isAway) this.suspects.releaseAll();
    return rows.map((row) => this.judged(row, failures.get(row), isAway));
  }

  private judged(row: Row, error: AppError | undefined, isAway: boolean): AppError | undefined {
    if (isAway || (!error && this.suspects.none)) return error;
    const name = this.nameOf(row);
    const isHeld = error instanceof DatabaseUnavailable;
    const isGuilty = isHeld && this.suspects.isGuilty(name) && error.verdict === 'unclear';
    if (isHeld && !isGuilty) return error;
    this.suspects.release(name);
    if (!isGuilty) return error;
    const text = `${error.message}; it fails for this row alone while others are stored`;
    return new InvalidError('DATABASE_REFUSED', text, { cause: error });
  }
}
