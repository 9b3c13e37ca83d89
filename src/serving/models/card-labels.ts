import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { ModelLabels, type ModelName } from '../../outcomes/labels/model-labels.js';
import { readModelCard } from './model-card.js';
import { ModelFolders } from './model-folders.js';
import { answerLabels } from './outputs.js';

/** The labels of models, by their cards. */
@Injectable()
export class CardLabels extends ModelLabels {
  private readonly folders: ModelFolders;
  /** A version's labels never change. */
  private readonly known = new Map<string, readonly string[]>();

  constructor(@Inject(CONFIG) { model }: Pick<Config, 'model'>) {
    super();
    this.folders = new ModelFolders(model.directory);
  }

  override async of({ model, modelVersion }: ModelName): Promise<readonly string[]> {
    const key = `${model}@${modelVersion}`;
    const known = this.known.get(key);
    if (known) return known;
    const labels = answerLabels(await readModelCard(await this.folders.directory(model, modelVersion)));
    this.known.set(key, labels);
    return labels;
  }
}
