import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { predictionOfRow, type StoredPrediction } from './outcome-rows.js';

export interface NewestFirst {
  readonly limit: number;
  /** Only predictions stored before (below) or after (above) this `seq`. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

export interface InImageOrder {
  readonly limit: number;
  /** Only images with an index above this one. */
  readonly after?: number | undefined;
  /** Only predictions that differ from the true label. */
  readonly wrong?: boolean | undefined;
}

/** Reads predictions back. */
@Injectable()
export class ResultsRepository {
  constructor(private readonly database: Database) {}

  async newest({ limit, before, after }: NewestFirst): Promise<StoredPrediction[]> {
    let query = this.predicted().orderBy('seq', 'desc').limit(limit);
    if (before !== undefined) query = query.where('seq', '<', before);
    if (after !== undefined) query = query.where('seq', '>', after);
    return (await query.execute()).map(predictionOfRow);
  }

  async ofRequest(requestId: string, { limit, after, wrong }: InImageOrder): Promise<StoredPrediction[]> {
    let query = this.predicted()
      .where('request_id', '=', requestId)
      .orderBy('image_index')
      .orderBy('image_id')
      .limit(limit);
    if (after !== undefined) query = query.where('image_index', '>', after);
    if (wrong) query = query.whereRef('label', '<>', 'true_label');
    return (await query.execute()).map(predictionOfRow);
  }

  private predicted() {
    return this.database.read.selectFrom('outcomes').selectAll().where('state', '=', 'predicted');
  }
}
