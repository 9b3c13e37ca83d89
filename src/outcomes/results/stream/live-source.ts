import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type NumberRange, numbersPerQuery } from '../../ledger/newest-outcomes.js';
import { predictionOfRow, type StoredPrediction } from '../outcome-rows.js';
import { matchesPredictionFilter, type PredictionFilter } from '../prediction-filter.js';

/** Most rows in an event. */
export const rowsPerEvent = 1_000;

/** Predictions in the order of their numbers, and the last number of the range that was read. */
export interface PredictionsRead {
  readonly predictions: readonly StoredPrediction[];
  readonly last: number;
}

/** A dead letter in the stream; `GET /dead-letters/<id>` gives the rest. */
export interface DeadLetterNews {
  readonly id: number;
  readonly broker: string;
  readonly topic: string;
  readonly imageId: string | null;
  readonly requestId: string | null;
  readonly code: string;
  readonly reason: string;
  readonly storedAt: string;
}

/** The stream's queries. Numbers become visible in their order, so the stream misses none. */
@Injectable()
export class LiveSource {
  constructor(private readonly database: Database) {}

  async lastNumber(): Promise<number> {
    const row = await this.database.read
      .selectFrom('outcomes')
      .select('seq')
      .where('seq', 'is not', null)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return Number(row?.seq ?? 0);
  }

  /** The next predictions after a number. Dead letters have numbers too; each range is read only once. */
  async next(after: number): Promise<PredictionsRead & { readonly full: boolean }> {
    const rows = await this.database.read
      .selectFrom('outcomes')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(rowsPerEvent)
      .execute();
    const predictions = rows.filter(({ state }) => state === 'predicted').map(predictionOfRow);
    return { predictions, last: Number(rows.at(-1)?.seq ?? after), full: rows.length === rowsPerEvent };
  }

  /** Matching predictions after one number. They end with the range, or earlier, so that others have their turn. */
  async between(
    filter: PredictionFilter,
    { first, last: upTo }: NumberRange,
    signal: AbortSignal,
  ): Promise<PredictionsRead> {
    const last = Math.min(upTo, first + numbersPerQuery - 1);
    const rows = await this.database.scan(
      (read) =>
        read
          .selectFrom('outcomes')
          .selectAll()
          .where(matchesPredictionFilter(filter))
          .where('seq', '>=', first)
          .where('seq', '<=', last)
          .orderBy('seq')
          .limit(rowsPerEvent)
          .execute(),
      'bulk',
      signal,
    );
    const predictions = rows.map(predictionOfRow);
    const newest = predictions.length < rowsPerEvent ? undefined : predictions.at(-1);
    return { predictions, last: newest?.seq ?? last };
  }

  async lastLetter(): Promise<number> {
    const { id } = await this.database.read
      .selectFrom('dead_letters')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirstOrThrow();
    return Number(id ?? 0);
  }

  async lettersAfter(id: number): Promise<DeadLetterNews[]> {
    const rows = await this.database.read
      .selectFrom('dead_letters')
      .select(['id', 'broker', 'topic', 'image_id', 'request_id', 'code', 'reason', 'stored_at'])
      .where('id', '>', id)
      .orderBy('id')
      .limit(rowsPerEvent)
      .execute();
    return rows.map((row) => ({
      id: Number(row.id),
      broker: row.broker,
      topic: row.topic,
      imageId: row.image_id,
      requestId: row.request_id,
      code: row.code,
      reason: row.reason,
      storedAt: row.stored_at,
    }));
  }
}
