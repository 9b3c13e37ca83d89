import { Inject, Injectable, Optional } from '@nestjs/common';
import { ModelRegistry } from '../classifier/model-registry.js';
import type { ServedModel } from '../classifier/served-model.js';
import { ShadowService } from '../classifier/shadow.service.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { readModelCard } from '../models/model-card.js';
import { ModelFolders } from '../models/model-folders.js';
import type { Serving } from '../decisions/serving.js';
import type { Duty, ModelVersionView, ModelView } from './rollout.schema.js';
import { RolloutService } from './rollout.service.js';

export type { ModelView };

/** The models in the models' folder, with their state in this process. */
@Injectable()
export class ModelViewsService {
  private readonly folders: ModelFolders;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly rollout: RolloutService,
    @Optional() @Inject(ModelRegistry) private readonly registry: ModelRegistry | undefined,
    @Optional() @Inject(ShadowService) private readonly shadows: ShadowService | undefined,
  ) {
    this.folders = new ModelFolders(config.model.directory);
  }

  async all(): Promise<ModelView[]> {
    const names = await this.folders.names();
    return Promise.all(names.map((name) => this.one(name)));
  }

  /** @param name untrusted. @throws InvalidError `UNKNOWN_MODEL` */
  async one(name: string): Promise<ModelView> {
    // Throws `UNKNOWN_MODEL`.
    await this.folders.newest(name);
    const { serving, revision, trouble } = await this.rollout.known(name);
    const versions = await this.folders.versions(name);
    return {
      name,
      isDefault: name === this.config.model.served[0].name,
      serving: serving ?? null,
      revision,
      trouble,
      versions: await Promise.all(versions.map((version) => this.version(name, version, serving))),
    };
  }

  private async version(
    name: string,
    version: string,
    serving: Serving | undefined,
  ): Promise<ModelVersionView> {
    const view = this.registry?.viewOf(name, version) ?? {
      state: 'on disk',
      reason: 'no models are loaded here',
    };
    const does = dutiesOf(version, serving);
    const { state, reason } = view;
    const served = state === 'ready' ? this.registry?.loaded(name, version) : undefined;
    if (served) return { version, state, reason, does, ...this.loaded(served, does) };
    try {
      const { accuracy } = await readModelCard(await this.folders.directory(name, version));
      return { version, state, reason, does, accuracy };
    } catch (error) {
      return { version, state: 'failed', reason: errorText(error), does };
    }
  }

  private loaded(
    { card, backend, statistics }: ServedModel,
    does: readonly Duty[],
  ): Partial<ModelVersionView> {
    const shadow = does.includes('shadow') ? this.shadows?.countsOf(card.name, card.version) : undefined;
    return { accuracy: card.accuracy, backend, statistics: statistics.view(), ...(shadow && { shadow }) };
  }
}

function dutiesOf(version: string, serving: Serving | undefined): Duty[] {
  const duties: Record<Duty, string | undefined> = {
    serves: serving?.version,
    'served before': serving?.previous,
    canary: serving?.canary?.version,
    shadow: serving?.shadow,
  };
  return Object.entries(duties).flatMap(([duty, its]) => (its === version ? [duty as Duty] : []));
}
