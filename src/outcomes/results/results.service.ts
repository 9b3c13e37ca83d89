import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { RowInserts } from '../database/row-inserts.js';
import type { Prediction } from '../../events/prediction.event.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { DecidedRow } from '../ledger/outcome-writes.js';
import { PicturesRepository, pixelsType, type StoredPicture } from '../ledger/pictures.repository.js';
import { INSTRUMENTATION, type Instrumentation } from '../../events/instrumentation.js';
import { LabelsService } from '../labels/labels.service.js';
import { ordinaryRow } from './ordinary-row.js';
import { rowOfPrediction } from './outcome-rows.js';

/** A prediction to store. */
interface Entry {
  readonly row: DecidedRow;
  readonly picture: StoredPicture | undefined;
}

/** Stores predictions. Calls during a transaction share the next one. */
@Injectable()
export class ResultsService implements OnApplicationShutdown {
  private readonly inserts: RowInserts<Entry>;

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly pictures: PicturesRepository,
    private readonly labels: LabelsService,
    @Optional() @Inject(INSTRUMENTATION) instrumentation?: Instrumentation,
  ) {
    this.inserts = new RowInserts((entries) => this.store(entries), {
      nameOf: ({ row }) => row.image_id,
      tryOrdinary: () => ledger.tryOrdinary(() => this.storeOrdinary()),
      sizeBytes: ({ picture }) => picture?.bytes.length ?? 0,
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
    await this.inserts.save({
      row: rowOfPrediction(prediction),
      picture: pictureOfPrediction(prediction),
    });
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
    await this.store(rows.map((row) => ({ row, picture: blankPicture(row.image_id) })));
  }

  private async store(given: readonly Entry[]): Promise<void> {
    const entries = await this.named(given);
    await this.pictures.keepOfOthers(
      entries.flatMap(({ row, picture }) => (picture ? [{ ...picture, requestId: row.request_id }] : [])),
    );
    await this.ledger.decide(entries.map(({ row }) => row));
    await this.labels.join(
      entries.flatMap(({ row }) => [row.image_id, row.event_id].filter((id) => typeof id === 'string')),
    );
  }

  /** An image keeps the name that an earlier version gave it. */
  private async named(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const names = await this.ledger.earlierNames(entries.map(({ row }) => row));
    if (names.size === 0) return entries;
    return entries.map((entry) => {
      const { row, picture } = entry;
      const imageId = names.get(row.image_id);
      if (imageId === undefined) return entry;
      return { row: { ...row, image_id: imageId }, picture: picture && { ...picture, imageId } };
    });
  }
}

const blankPicture = (imageId: string): StoredPicture => ({
  imageId,
  contentType: pixelsType({ width: 1, height: 1, channels: 1 }),
  bytes: Buffer.alloc(1),
});

/** The picture that the model saw, where the prediction carries it. */
function pictureOfPrediction({ imageId, picture }: Prediction): StoredPicture | undefined {
  if (!picture) return undefined;
  return { imageId, contentType: pixelsType(picture), bytes: Buffer.from(picture.base64, 'base64') };
}
