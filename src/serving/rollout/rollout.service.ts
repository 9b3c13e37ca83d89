import { Inject, Injectable, Optional } from '@nestjs/common';
import { goneOf, initialServing, pinnedVersion, versionsOf } from '../classifier/initial-serving.js';
import { ModelRegistry, refusePinned } from '../classifier/model-registry.js';
import type { Config, ModelConfig } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { readModelCard } from '../models/model-card.js';
import { ModelFolders } from '../models/model-folders.js';
import { checkFiles } from '../models/check-files.js';
import type { Serving } from '../decisions/serving.js';
import {
  DECISIONS,
  isDecided,
  refuseStale,
  revisionOf,
  type ServingDecisions,
  type StoredDecision,
} from '../decisions/serving-decisions.js';
import type { Decision } from './decisions.js';
import type { Decided } from './rollout.schema.js';

/** What is decided about a model, as far as this process knows. */
export interface KnownDecision {
  /** Undefined when this process serves models, but not this one. */
  readonly serving: Serving | undefined;
  /** Of the newest decision; 0 before the first. */
  readonly revision: number;
  /** Why the newest decision does not hold here. */
  readonly trouble?: string | undefined;
}

/** Changes a model's serving decision, in this process or, where it has no models, in the others. */
@Injectable()
export class RolloutService {
  private readonly model: ModelConfig;
  private readonly folders: ModelFolders;

  constructor(
    @Inject(CONFIG) { model }: Config,
    @Inject(DECISIONS) private readonly decisions: ServingDecisions,
    @Optional() @Inject(ModelRegistry) private readonly registry: ModelRegistry | undefined,
  ) {
    this.model = model;
    this.folders = new ModelFolders(model.directory);
  }

  /**
   * Resolves once the decision is written. Before that, its versions are loaded and warmed here; a process without
   * models reads their cards and files instead. When anything fails, nothing has changed.
   *
   * @param name untrusted.
   * @param seen the revision that the caller has seen; undefined: any.
   * @throws InvalidError `UNKNOWN_MODEL`, `MODEL_CONFLICT`, `STALE_DECISION`; UnavailableError `MODEL_UNAVAILABLE` that
   *   names the file, `DATABASE_UNAVAILABLE`.
   */
  async decide(name: string, decision: Decision, seen?: number): Promise<Decided> {
    const others = 'processes that serve this model follow within about a second';
    if (!this.registry) {
      const written = await this.write(name, decision, seen);
      return { model: name, ...written, applied: false, message: `${others}, once they have loaded it` };
    }
    const { serving, revision } = await this.registry.decide(name, decision, seen);
    const message = `it holds in this process; other ${others}`;
    return { model: name, serving, revision, applied: true, message };
  }

  /** @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `DATABASE_UNAVAILABLE` where this process has no models. */
  async known(name: string): Promise<KnownDecision> {
    const { registry } = this;
    if (!registry) return this.stored(name);
    if (!registry.names.includes(name)) return { serving: undefined, revision: 0 };
    const serving = registry.isUnknown(name) ? undefined : registry.servingOf(name);
    return { serving, revision: registry.newestSeen(name), trouble: registry.troubleOf(name) };
  }

  private async stored(name: string): Promise<KnownDecision> {
    const newest = await this.newest(name);
    const serving = await initialServing(name, this.model, newest?.serving);
    const gone = newest?.serving ? goneOf(newest.serving, await this.folders.versions(name)) : [];
    const missing = `versions are not in ${this.model.directory}: ${gone.join(', ')}`;
    const trouble = newest?.damage ?? (gone.length > 0 ? missing : undefined);
    return { serving, revision: revisionOf(newest), trouble };
  }

  /** Nothing for a model that `MODELS` pins. */
  private async newest(name: string): Promise<StoredDecision | undefined> {
    // Throws `UNKNOWN_MODEL`: the name comes from outside.
    await this.folders.newest(name);
    return pinnedVersion(name, this.model) === undefined ? this.decisions.newest(name) : undefined;
  }

  private async write(name: string, decision: Decision, seen: number | undefined) {
    refusePinned(name, this.model);
    const newest = await this.newest(name);
    refuseStale(name, seen, newest);
    const serving = decision(await initialServing(name, this.model, newest?.serving));
    if (isDecided(serving, newest)) return { serving, revision: revisionOf(newest) };
    for (const version of versionsOf(serving)) await this.refuseUnusable(name, version);
    const { revision } = await this.decisions.decide(name, { serving, after: revisionOf(newest) });
    return { serving, revision };
  }

  private async refuseUnusable(name: string, version: string): Promise<void> {
    const directory = await this.folders.directory(name, version);
    const card = await readModelCard(directory);
    this.folders.checkCard(name, version, card);
    await checkFiles(directory, card);
  }
}
