import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Database } from '../../outcomes/database/database.js';
import { RowInserts } from '../../outcomes/database/row-inserts.js';
import type { ShadowPredictionsTable } from '../../outcomes/database/schema.js';
import { predictionEventExample } from '../../events/event.examples.js';
import { textOfLabels } from '../../outcomes/ledger/several-labels.js';
import type { Prediction } from '../../events/prediction.event.js';

/** Stores shadows' predictions: one row for each image and version, the first; repeats change nothing. */
@Injectable()
export class ShadowPredictionsService implements OnApplicationShutdown {
  private readonly inserts: RowInserts<ShadowPredictionsTable>;

  constructor(database: Database) {
    const insert = (rows: readonly ShadowPredictionsTable[]) =>
      database.write(
        (transaction) =>
          transaction
            .insertInto('shadow_predictions')
            .values(rows)
            .onConflict((conflict) => conflict.columns(['image_id', 'model', 'model_version']).doNothing())
            .execute(),
        'shadow predictions',
      );
    this.inserts = new RowInserts(insert, {
      nameOf: ({ image_id, model, model_version }) => `${image_id} ${model}@${model_version}`,
      tryOrdinary: () => database.trials.tryOrdinary(() => insert(ordinaryRows()), 'shadow predictions'),
    });
  }

  /**
   * Resolves once the prediction is on disk, or was before.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing is stored; hold the message and retry.
   */
  save(prediction: Prediction): Promise<void> {
    return this.inserts.save(rowOf(prediction));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.inserts.close();
  }
}

function rowOf(prediction: Prediction): ShadowPredictionsTable {
  return {
    image_id: prediction.imageId,
    model: prediction.model,
    model_version: prediction.modelVersion,
    label: prediction.label,
    class_index: prediction.classIndex,
    confidence: prediction.confidence,
    labels: prediction.labels ? textOfLabels(prediction.labels) : null,
    top: JSON.stringify(prediction.top),
    created_at: new Date().toISOString(),
  };
}

/** Two, so that a rule that takes only one row refuses them. */
const ordinaryRows = () =>
  [1, 2].map(() => ({ ...rowOf(predictionEventExample), image_id: `trial ${randomUUID()}` }));
