import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { RowInserts } from '../database/row-inserts.js';
import type { Prediction } from '../../events/prediction.event.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { DecidedRow } from '../ledger/outcome-writes.js';
import { INSTRUMENTATION, type Instrumentation } from '../../events/instrumentation.js';
import { LabelsService } from '../labels/labels.service.js';
import { ordinaryRow } from './ordinary-row.js';
import { rowOfPrediction } from './outcome-rows.js';

/** Stores predictions. Calls during a transaction share the next one. */
@Injectable()
export class ResultsService implements OnApplicationShutdown {
  private readonly inserts: RowInserts<DecidedRow>;

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly labels: LabelsService,
    @Optional() @Inject(INSTRUMENTATION) instrumentation?: Instrumentation,
  ) {
    this.inserts = new RowInserts((rows) => this.store(rows), {
      nameOf: ({ image_id }) => image_id,
      tryOrdinary: () => ledger.tryOrdinary(() => this.storeOrdinary()),
      scope: instrumentation?.insertsInto('outcomes'),
    });
  }

  /**
   * Resolves once the prediction is on disk, or was before.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing is stored; hold the message and retry. InvalidError
   *   `AMBIGUOUS_IMAGE` for a prediction of an earlier version whose id several images have.
   */
  async save(prediction: Prediction): Promise<void> {
    await this.inserts.save(rowOfPrediction(prediction));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.inserts.close();
  }

  /** Two, so that a rule that takes only one row refuses them: one of an image that was pushed, one of another. */
  private async storeOrdinary(): Promise<void> {
    const taken = await this.ledger.newestPrediction();
    const rows = [ordinaryRow(taken), ordinaryRow(taken)] as const;
    const [{ image_id: imageId, request_id: requestId, broker }] = rows;
    await this.ledger.open(requestId, broker ?? 'embedded', [{ imageId, imageIndex: 0 }]);
    await this.ledger.confirm([imageId]);
    await this.store(rows);
  }

  private async store(given: readonly DecidedRow[]): Promise<void> {
    const rows = await this.named(given);
    await this.ledger.decide(rows);
    await this.labels.join(
      rows.flatMap((row) => [row.image_id, row.event_id].filter((id) => typeof id === 'string')),
    );
  }

  /** An image keeps the name that an earlier version gave it. */
  private async named(rows: readonly DecidedRow[]): Promise<readonly DecidedRow[]> {
    const names = await this.ledger.earlierNames(rows);
    if (names.size === 0) return rows;
    return rows.map((row) => {
      const imageId = names.get(row.image_id);
      return imageId === undefined ? row : { ...row, image_id: imageId };
    });
  }
}
