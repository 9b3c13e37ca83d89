import { type AppError, toAppError } from '../errors/app.error.js';
import type { BatchScope } from '../transport/batch.scope.js';
import { Batcher } from '../transport/batcher.js';

/** Rows of one insert: larger ones gain nothing and hold the event loop for longer than 20 ms. */
const rowsPerInsert = 500;
const bytesPerInsert = 8_000_000;

/** Stores single rows. Calls that come while the database is at work share its next transaction. */
export class RowInserts<Row> {
  private readonly inserts: Batcher<Row, undefined>;

  /**
   * @param insert stores all rows or none.
   * @param sizeBytes of what is large in a row. Default: nothing is.
   * @param scope surrounds each insert. Default: nothing does.
   */
  constructor(
    private readonly insert: (rows: readonly Row[]) => Promise<void>,
    sizeBytes: (row: Row) => number = () => 0,
    scope?: BatchScope,
  ) {
    const limits = { maxItems: rowsPerInsert, maxBytes: bytesPerInsert, sizeBytes, scope };
    this.inserts = new Batcher<Row, undefined>((rows) => this.store(rows), limits);
  }

  /**
   * Resolves once the row is on disk, or was before.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing is stored, hold the message and try again.
   */
  save(row: Row): Promise<void> {
    return this.inserts.add(row);
  }

  /** Resolves once everything that was given is stored. */
  close(): Promise<void> {
    return this.inserts.close();
  }

  /** A row that the database does not take fails alone: it may not keep its neighbours from being stored. */
  private async store(rows: readonly Row[]): Promise<(AppError | undefined)[]> {
    try {
      await this.insert(rows);
      return rows.map(() => undefined);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.kind === 'unavailable') throw failure;
      if (rows.length === 1) return [failure];
      const middle = Math.ceil(rows.length / 2);
      return [...(await this.store(rows.slice(0, middle))), ...(await this.store(rows.slice(middle)))];
    }
  }
}
