import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { badInput } from '../../errors/input.pipe.js';
import type { NamedLabel } from '../../ledger/labels.js';
import { readModelCard } from '../../models/model-card.js';
import { ModelFolders } from '../../models/model-folders.js';

/** Labels that an error lists. */
const mostListed = 20;

export interface ModelName {
  readonly model: string;
  readonly modelVersion: string;
}

/** Which labels a model knows, by its card. */
@Injectable()
export class ModelLabels {
  private readonly folders: ModelFolders;
  /** A version's labels never change. */
  private readonly known = new Map<string, readonly string[]>();

  constructor(@Inject(CONFIG) { model }: Pick<Config, 'model'>) {
    this.folders = new ModelFolders(model.directory);
  }

  /** @throws InvalidError `UNKNOWN_MODEL` when it is not in `MODELS_DIR` any more; UnavailableError `MODEL_UNAVAILABLE`. */
  async of({ model, modelVersion }: ModelName): Promise<readonly string[]> {
    const key = `${model}@${modelVersion}`;
    const known = this.known.get(key);
    if (known) return known;
    const { labels } = await readModelCard(await this.folders.directory(model, modelVersion));
    this.known.set(key, labels);
    return labels;
  }

  /**
   * Finds a label by its text, or by its index where it is a number.
   *
   * @throws InvalidError `UNKNOWN_LABEL` that lists the model's labels; and as `of` does.
   */
  async find(label: string | number, name: ModelName): Promise<NamedLabel> {
    const labels = await this.of(name);
    const classIndex = typeof label === 'number' ? label : labels.indexOf(label);
    const found = labels[classIndex];
    if (found !== undefined) return { label: found, classIndex };
    const listed = labels.slice(0, mostListed).map((one) => JSON.stringify(one));
    const more = labels.length > mostListed ? [`… (${labels.length} in all)`] : [];
    const allowed = [...listed, ...more].join(', ');
    const model = `${name.model}@${name.modelVersion}`;
    throw badInput(
      'label',
      label,
      `a label of ${model}, which predicted: ${allowed}, or an index from 0 to ${labels.length - 1}`,
      'UNKNOWN_LABEL',
    );
  }
}
