import { Inject, Injectable, Optional } from '@nestjs/common';
import { initialServing, versionsOf } from '../classifier/initial-serving.js';
import { ModelRegistry, refusePinned } from '../classifier/model-registry.js';
import type { Config, ModelConfig } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { readModelCard } from '../models/model-card.js';
import { ModelFolders } from '../models/model-folders.js';
import { readArtifacts } from '../models/network-files.js';
import { type Serving, ServingFiles } from '../models/serving.js';
import { KeyedSequence } from '../../foundation/concurrency/keyed-sequence.js';
import type { Decision } from './decisions.js';
import type { Decided } from './rollout.schema.js';

/** Changes a model's serving decision, in this process or, where it has no models, in the others. */
@Injectable()
export class RolloutService {
  private readonly model: ModelConfig;
  private readonly turns = new KeyedSequence();

  constructor(
    @Inject(CONFIG) { model }: Config,
    @Optional() @Inject(ModelRegistry) private readonly registry: ModelRegistry | undefined,
  ) {
    this.model = model;
  }

  /**
   * Resolves once the decision is written. Before that, its versions are loaded and warmed here; a process without
   * models reads their cards and files instead. When anything fails, nothing has changed.
   *
   * @param name untrusted.
   * @throws InvalidError `UNKNOWN_MODEL`, `MODEL_CONFLICT`; UnavailableError `MODEL_UNAVAILABLE` that names the file.
   */
  async decide(name: string, decision: Decision): Promise<Decided> {
    const written = 'processes that serve from this models folder follow within about a second';
    if (!this.registry) {
      const serving = await this.turns.run(name, () => this.write(name, decision));
      return { model: name, serving, applied: false, message: `${written}, once they have loaded it` };
    }
    const serving = await this.registry.decide(name, decision);
    return { model: name, serving, applied: true, message: `it holds in this process; other ${written}` };
  }

  /**
   * A model's serving decision; undefined when this process serves models, but not this one.
   *
   * @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `MODEL_UNAVAILABLE`
   */
  async servingOf(name: string): Promise<Serving | undefined> {
    if (!this.registry) return initialServing(name, this.model);
    return this.registry.names.includes(name) ? this.registry.servingOf(name) : undefined;
  }

  private async write(name: string, decision: Decision): Promise<Serving> {
    refusePinned(name, this.model);
    const next = decision(await initialServing(name, this.model));
    const folders = new ModelFolders(this.model.directory);
    for (const version of versionsOf(next)) {
      const directory = await folders.directory(name, version);
      const card = await readModelCard(directory);
      folders.checkCard(name, version, card);
      await readArtifacts(directory, card.files);
    }
    return new ServingFiles(this.model.directory).write(name, next);
  }
}
