import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { predictionOfRow, type StoredPrediction } from './outcome-rows.js';
import type { PredictionFilter } from './prediction-filter.js';
import { PredictionScan } from './prediction-scan.js';

export interface NewestFirst extends PredictionFilter {
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

/** Reads stored predictions. */
@Injectable()
export class ResultsRepository {
  private readonly scan: PredictionScan;

  constructor(private readonly database: Database) {
    this.scan = new PredictionScan(database);
  }

  async newest({ limit, before, after, ...filter }: NewestFirst): Promise<StoredPrediction[]> {
    const found: StoredPrediction[] = [];
    for await (const chunk of this.scan.newestFirst(filter, { before, after }, limit)) {
      found.push(...chunk);
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** Everything that matches and is stored now, newest first, in chunks. */
  all(filter: PredictionFilter): AsyncGenerator<StoredPrediction[]> {
    return this.scan.newestFirst(filter);
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
