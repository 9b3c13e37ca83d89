import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type AppError, toAppError } from '../errors/app.error.js';
import type { Prediction } from '../events/prediction.event.js';
import { LedgerRepository, type DecidedRow } from '../ledger/ledger.repository.js';
import { Batcher } from '../transport/batcher.js';
import { rowOfPrediction } from './outcome-rows.js';

/** Rows of one insert: larger ones gain nothing and hold the event loop for longer than 20 ms. */
const rowsPerInsert = 500;

/** Stores predictions. Calls that come while the database is at work share its next transaction. */
@Injectable()
export class ResultsService implements OnApplicationShutdown {
  /** What kept each row from being stored, if anything did. */
  private readonly inserts: Batcher<DecidedRow, AppError | undefined>;

  constructor(private readonly ledger: LedgerRepository) {
    this.inserts = new Batcher((rows) => this.decide(rows), { maxItems: rowsPerInsert });
  }

  /**
   * Resolves once the prediction is on disk, or was before.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing is stored, hold the message and try again.
   */
  async save(prediction: Prediction): Promise<void> {
    const failure = await this.inserts.add(rowOfPrediction(prediction));
    if (failure) throw failure;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.inserts.close();
  }
  /** A row that the database does not take fails alone: it may not keep its neighbours from being stored. */
  private async decide(rows: readonly DecidedRow[]): Promise<(AppError | undefined)[]> {
    try {
      await this.ledger.decide(rows);
      return rows.map(() => undefined);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.kind === 'unavailable') throw failure;
      if (rows.length === 1) return [failure];
      const middle = Math.ceil(rows.length / 2);
      return [...(await this.decide(rows.slice(0, middle))), ...(await this.decide(rows.slice(middle)))];
    }
  }
}
