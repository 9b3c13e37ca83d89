import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isRight } from '../ledger/several-labels.js';
import { predictionOfRow, type StoredPrediction } from './outcome-rows.js';
import type { PredictionFilter } from './prediction-filter.js';
import { PredictionScan } from './prediction-scan.js';

const pageBudgetMs = 1_000;

export interface NewestFirst extends PredictionFilter {
  readonly limit: number;
  /** Only predictions stored before (below) or after (above) this `seq`. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

/** A part of a list. It may be short, or empty, although there is more. */
export interface PredictionPage {
  readonly predictions: readonly StoredPrediction[];
  /** `before` of the next page; undefined after the last one. */
  readonly next: number | undefined;
  /** The numbers that this page and those before it have looked through. */
  readonly lookedThrough: number;
  /** The numbers among which all matches are. */
  readonly of: number;
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
  constructor(private readonly database: Database) {}

  /**
   * One page of a list: a filter that matches little is looked through in several pages.
   *
   * @param signal gives up the page.
   * @param budgetMs time after which it answers with what it has, in milliseconds. Default: 1,000.
   * @throws UnavailableError `BUSY`
   */
  async page(
    { limit, before, after, ...filter }: NewestFirst,
    signal?: AbortSignal,
    budgetMs = pageBudgetMs,
  ): Promise<PredictionPage> {
    this.database.admit('page');
    const deadline = performance.now() + budgetMs;
    const scan = new PredictionScan(this.database, filter, 'page', signal);
    const { first, last } = await scan.range(after);
    const predictions: StoredPrediction[] = [];
    let left = Math.min(last, (before ?? Infinity) - 1);
    while (left >= first) {
      const found = await scan.predictions({ first, last: left }, limit - predictions.length);
      predictions.push(...found.part);
      ({ left } = found);
      if (predictions.length === limit || performance.now() >= deadline) break;
    }
    const of = Math.max(0, last - first + 1);
    const isOver = left < first;
    return {
      predictions,
      next: isOver ? undefined : left + 1,
      lookedThrough: isOver ? of : last - left,
      of,
    };
  }

  ofRequest(requestId: string, { limit, after, wrong }: InImageOrder): Promise<StoredPrediction[]> {
    return this.database.scan(async (read) => {
      let query = read
        .selectFrom('outcomes')
        .selectAll()
        .where('state', '=', 'predicted')
        .where('request_id', '=', requestId)
        .orderBy('image_index')
        .orderBy('image_id')
        .limit(limit);
      if (after !== undefined) query = query.where('image_index', '>', after);
      if (wrong) query = query.where(({ not }) => not(isRight()));
      return (await query.execute()).map(predictionOfRow);
    });
  }
}
