import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { countedLabel, furtherLabels } from '../ledger/several-labels.js';
import { type ConfusionCell, type LabelCount, quantilesOf, type RecentStatistics } from './statistics.js';
import type { Prediction } from '../../events/prediction.event.js';

const recentPredictions = 1_000;
/** The most pairs of labels that are read; a client's own labels may be any number. */
const mostCells = 10_000;
export const secondsShown = 60;

/** Reads running numbers, and numbers that need few rows. */
@Injectable()
export class StatisticsRepository {
  constructor(private readonly database: Database) {}

  /** Outcomes stored in each of the 60 whole seconds before now, the oldest first. */
  async perSecond(now: number): Promise<number[]> {
    const current = Math.floor(now / 1000);
    const rows = await this.database.read
      .selectFrom('rates')
      .selectAll()
      .where('second', '>=', current - secondsShown)
      .where('second', '<', current)
      .execute();
    const images = new Map(rows.map((row) => [Number(row.second), Number(row.images)]));
    return Array.from({ length: secondsShown }, (_, at) => images.get(current - secondsShown + at) ?? 0);
  }

  async recent(): Promise<RecentStatistics> {
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select(['state', 'label', 'labels', 'true_label', 'timings'])
        .where('seq', 'is not', null)
        .orderBy('seq', 'desc')
        .limit(recentPredictions)
        .execute(),
    );
    const predicted = rows.filter(({ state }) => state === 'predicted');
    const timings = predicted.map(({ timings }) => JSON.parse(timings ?? '{}') as Prediction['timings']);
    const sizes = new Map<number, number>();
    for (const { batchSize } of timings) sizes.set(batchSize, (sizes.get(batchSize) ?? 0) + 1);
    return {
      predictions: predicted.length,
      known: predicted.filter(({ true_label }) => true_label !== null).length,
      right: predicted.filter((row) => countedLabel(row) === row.true_label).length,
      totalMs: quantilesOf(
        timings.map(
          ({ brokerMs, preprocessMs = 0, queueMs, computeMs }) =>
            brokerMs + preprocessMs + queueMs + computeMs,
        ),
      ),
      brokerMs: quantilesOf(timings.map(({ brokerMs }) => brokerMs)),
      queueMs: quantilesOf(timings.map(({ queueMs }) => queueMs)),
      computeMs: quantilesOf(timings.map(({ computeMs }) => computeMs)),
      batchSizes: [...sizes]
        .toSorted(([one], [other]) => one - other)
        .map(([size, predictions]) => ({ size, predictions })),
    };
  }

  async cells(): Promise<ConfusionCell[]> {
    const rows = await this.database.scan((read) =>
      read.selectFrom('tallies').selectAll().orderBy('images', 'desc').limit(mostCells).execute(),
    );
    return rows.map(({ known, true_label, label, images }) => ({
      trueLabel: known ? true_label : null,
      label,
      predictions: Number(images),
    }));
  }

  /** Labels of images that are in `cells` with another label. */
  async further(): Promise<LabelCount[]> {
    const rows = await this.database.scan((read) =>
      read.selectFrom('further_labels').selectAll().orderBy('images', 'desc').limit(mostCells).execute(),
    );
    return rows.map(({ label, images }) => ({ label, predictions: Number(images) }));
  }

  /** Both of one request, counted row by row. */
  async cellsOf(requestId: string): Promise<ConfusionCell[]> {
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select(['true_label', 'label', 'labels', ({ fn }) => fn.countAll().as('predictions')])
        .where('request_id', '=', requestId)
        .where('state', '=', 'predicted')
        .groupBy(['true_label', 'label', 'labels'])
        .orderBy('predictions', 'desc')
        .limit(mostCells)
        .execute(),
    );
    return rows.map((row) => ({
      trueLabel: row.true_label,
      label: countedLabel(row),
      further: furtherLabels(row),
      predictions: Number(row.predictions),
    }));
  }
}
