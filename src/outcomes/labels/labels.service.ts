import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { RowInserts } from '../database/row-inserts.js';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import type { ImageReference } from '../../events/image-name.js';
import { ImageFinder } from '../ledger/image.finder.js';
import { countedLabel } from '../ledger/several-labels.js';
import type { GivenLabel, LabelEntry, LabelledOutcome, SettledLabel, WaitingLabel } from './labels.js';
import { LabelsRepository } from './labels.repository.js';
import type { ImageTruth } from './labels.contract.js';
import { ModelLabels, type ModelName } from './model-labels.js';

export type { ImageTruth };

/** Stores true labels that come later, and joins labels that came before their prediction. */
@Injectable()
export class LabelsService implements OnApplicationShutdown {
  private readonly logger = new Logger('Labels');
  private readonly inserts: RowInserts<LabelEntry>;
  /** Image ids. */
  private readonly joins: RowInserts<string>;

  constructor(
    private readonly repository: LabelsRepository,
    private readonly images: ImageFinder,
    private readonly models: ModelLabels,
  ) {
    const tryOrdinary = () => repository.tryOrdinary(() => repository.store(ordinaryLabels()));
    this.inserts = new RowInserts((entries) => repository.store(entries), {
      nameOf: JSON.stringify,
      tryOrdinary,
    });
    this.joins = new RowInserts((ids) => this.join(ids), { nameOf: (imageId) => imageId, tryOrdinary });
  }

  /**
   * Resolves once the label is on disk, or was before. A label of an image without a prediction waits for it.
   *
   * @throws InvalidError `UNKNOWN_LABEL` when the model that predicted does not know it, `UNKNOWN_MODEL`,
   *   `AMBIGUOUS_IMAGE` for an id alone that several images have; UnavailableError `DATABASE_UNAVAILABLE`, `MODEL_UNAVAILABLE`.
   */
  async give({ imageSource: source, ...given }: GivenLabel): Promise<void> {
    const label = { ...given, imageId: await this.images.name({ source, id: given.imageId }) };
    const outcome = await this.repository.outcome(label.imageId);
    const name = outcome && nameOf(outcome);
    const named = name && (await this.models.find(label.label, name));
    await this.inserts.save({ ...label, named });
    // A prediction may have come between the reading and the storing.
    if (!named) await this.joins.save(label.imageId);
  }

  /**
   * Makes waiting labels the truth of images that are predicted by now.
   *
   * @param ids names of images, and ids of their events.
   */
  async join(ids: readonly string[]): Promise<void> {
    if (ids.length === 0 || !(await this.repository.doesAnyWait())) return;
    const names = await this.repository.nameImages(ids);
    const waiting = await this.repository.waiting([...ids, ...names]);
    const settled = (await Promise.all(waiting.map((label) => this.settle(label)))).flat();
    if (settled.length > 0) await this.repository.settle(settled);
  }

  /** @throws InvalidError `NOT_FOUND` for an image with neither a prediction nor a label, `AMBIGUOUS_IMAGE`. */
  async of(reference: ImageReference): Promise<ImageTruth> {
    const imageId = await this.images.name(reference);
    const [outcome, history] = await Promise.all([
      this.repository.outcome(imageId),
      this.repository.history(imageId),
    ]);
    if (!outcome && history.length === 0) throw unknownImage(imageId);
    const name = outcome && nameOf(outcome);
    const { label: predicted = null, true_label: trueLabel = null } = outcome ?? {};
    return {
      imageId,
      state: outcome?.state ?? 'unknown',
      predicted,
      trueLabel,
      right: name && trueLabel !== null ? countedLabel(outcome) === trueLabel : null,
      allowed: name ? await this.models.of(name).catch(() => null) : null,
      history,
    };
  }

  /** @throws InvalidError `NOT_FOUND` for an image that is not in the ledger, `AMBIGUOUS_IMAGE`. */
  async check(reference: ImageReference): Promise<void> {
    const imageId = await this.images.name(reference);
    if (!(await this.repository.outcome(imageId))) throw unknownImage(imageId);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.inserts.close();
    await this.joins.close();
  }

  /**
   * No caller waits for an answer by now: an unknown label is kept with its reason. Without the model's card it waits
   * on.
   */
  private async settle({ id, imageId, label, ...name }: WaitingLabel): Promise<SettledLabel[]> {
    try {
      return [{ id, imageId, named: await this.models.find(label, name) }];
    } catch (error) {
      const reason = errorText(error);
      this.logger.warn(`a label of ${JSON.stringify(imageId)} that came early does not count: ${reason}`);
      const isRefused = error instanceof InvalidError && error.code === 'UNKNOWN_LABEL';
      return isRefused ? [{ id, imageId, reason }] : [];
    }
  }
}

/** The model that predicted; undefined without a prediction. */
function nameOf({ state, model, modelVersion }: LabelledOutcome): ModelName | undefined {
  return state === 'predicted' ? { model: model ?? '', modelVersion: modelVersion ?? '' } : undefined;
}

/** Two, so that a rule that takes only one row refuses them. */
const ordinaryLabels = (): LabelEntry[] =>
  [1, 2].map(() => ({
    imageId: `trial ${randomUUID()}`,
    label: 'Bag',
    source: 'trial',
    givenAt: new Date().toISOString(),
    named: undefined,
  }));

function unknownImage(imageId: string): InvalidError {
  const allowed = 'the imageId of a prediction, with / as %2F';
  const text = `id is ${JSON.stringify(imageId)}: no image with this id is known; must be ${allowed}`;
  return new InvalidError('NOT_FOUND', text, { details: { field: 'id', value: imageId, allowed } });
}
