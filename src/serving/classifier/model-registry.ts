import { Logger } from '@nestjs/common';
import type { BatchConfig, ModelConfig } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { ModelFolders } from '../models/model-folders.js';
import type { Model } from '../models/model.js';
import { type Serving, ServingFiles } from '../models/serving.js';
import { Mutex } from '../../foundation/concurrency/mutex.js';
import type { Instrumentation } from '../../events/instrumentation.js';
import { initialServing, pinnedVersion, versionsOf } from './initial-serving.js';
import { keyOf, LoadedModels, type VersionView } from './loaded-models.js';
import { ServedModel } from './served-model.js';
import { ServingFollower } from './serving-follower.js';
import { isInCanary } from './canary.js';

/** Opens and warms the model of a folder. */
export type OpenModel = (directory: string) => Promise<Model>;

export interface RegistrySettings {
  readonly model: ModelConfig;
  readonly batch: BatchConfig;
}

/** The model that an event asks for. */
export interface Wanted {
  /** Default: the first of `MODELS`. */
  readonly model?: string | undefined;
  /** Default: the serving one, or its canary. */
  readonly modelVersion?: string | undefined;
  /** Decides whether a canary answers: the same id always gets the same version. */
  readonly id?: string | undefined;
}

/**
 * The models that this process has loaded, and which of their versions answers. A new version is loaded and warmed
 * before it takes over. The version that it replaces is closed after its last image.
 */
export class ModelRegistry {
  private readonly logger = new Logger('Models');
  private readonly folders: ModelFolders;
  private readonly files: ServingFiles;
  private readonly models: LoadedModels;
  private readonly decisions = new Map<string, Serving>();
  /** Loaded by an explicit request: no decision unloads them. */
  private readonly held = new Set<string>();
  private readonly turns = new Mutex();
  private readonly follower: ServingFollower;

  private constructor(
    private readonly settings: RegistrySettings,
    openModel: OpenModel,
    instrumentation?: Instrumentation,
  ) {
    this.folders = new ModelFolders(settings.model.directory);
    this.files = new ServingFiles(settings.model.directory);
    const open = async (directory: string) =>
      new ServedModel(await openModel(directory), settings.batch, instrumentation);
    this.models = new LoadedModels(this.folders, open);
    const unpinned = settings.model.served.filter(({ version }) => version === undefined);
    this.follower = new ServingFollower(
      unpinned.map(({ name }) => name),
      {
        files: this.files,
        servingOf: (name) => this.decisions.get(name),
        apply: (name, serving) => this.apply(name, serving),
      },
    );
  }

  /**
   * Resolves once every model of `MODELS` answers.
   *
   * @throws InvalidError `UNKNOWN_MODEL`, `BAD_CONFIG`; UnavailableError `MODEL_UNAVAILABLE` that names the file.
   */
  static async open(
    settings: RegistrySettings,
    openModel: OpenModel,
    instrumentation?: Instrumentation,
  ): Promise<ModelRegistry> {
    const registry = new ModelRegistry(settings, openModel, instrumentation);
    try {
      for (const { name } of settings.model.served) {
        const onGone = (text: string) => registry.logger.error(text);
        await registry.apply(name, await initialServing(name, settings.model, onGone));
      }
    } catch (error) {
      await registry.close();
      throw error;
    }
    registry.follower.start((work) => registry.inTurn(work));
    return registry;
  }

  /** The model for events that name none. */
  get defaultName(): string {
    return this.settings.model.served[0].name;
  }

  get names(): string[] {
    return [...this.decisions.keys()];
  }

  /** A model's serving decision. @throws InvalidError `UNKNOWN_MODEL` */
  servingOf(name: string): Serving {
    const serving = this.decisions.get(name);
    if (serving) return serving;
    throw new InvalidError(
      'UNKNOWN_MODEL',
      `no model "${name}" serves here; there are: ${this.names.join(', ')}`,
    );
  }

  /**
   * The model to `use` now: after a pause it may be closed.
   *
   * @throws InvalidError `UNKNOWN_MODEL` when no such model or version is loaded.
   */
  route({ model = this.defaultName, modelVersion, id = '' }: Wanted): ServedModel {
    const { version, canary } = this.servingOf(model);
    const chosen = canary && isInCanary(id, canary.percent) ? canary.version : version;
    return this.loaded(model, modelVersion ?? chosen);
  }

  /** @throws InvalidError `UNKNOWN_MODEL` */
  loaded(name: string, version: string): ServedModel {
    return this.models.get(name, version);
  }

  /** The model's shadow, which predicts for comparison; undefined without one. */
  shadowOf(name: string): ServedModel | undefined {
    const version = this.decisions.get(name)?.shadow;
    return version === undefined ? undefined : this.loaded(name, version);
  }

  /** Every loaded version. */
  ready(): ServedModel[] {
    return this.models.ready();
  }

  /** The state of one version in this process. */
  viewOf(name: string, version: string): VersionView {
    return this.models.viewOf(name, version);
  }

  /** Every version on disk, with its state in this process. */
  async index(): Promise<VersionView[]> {
    const names = await this.folders.names();
    const views = names.map(async (name) => {
      const versions = await this.folders.versions(name);
      return versions.map((version) => this.viewOf(name, version));
    });
    return (await Promise.all(views)).flat();
  }

  /**
   * Loads a version, and keeps it until it is unloaded. A model without a serving version serves with it.
   *
   * @param version Default: the newest.
   * @throws as `open` does; the serving version stays.
   */
  async load(name: string, version?: string): Promise<void> {
    const wanted = version ?? (await this.folders.newest(name));
    await this.inTurn(async () => {
      await this.models.ensure(name, wanted);
      this.held.add(keyOf(name, wanted));
      if (!this.decisions.has(name)) this.decisions.set(name, { version: wanted });
    });
  }

  /** Unloads every version of a model. @throws InvalidError `MODEL_CONFLICT` for one of `MODELS`, `UNKNOWN_MODEL`. */
  async unload(name: string): Promise<void> {
    this.servingOf(name);
    if (this.settings.model.served.some((served) => served.name === name)) {
      const text = `${name} is in MODELS and answers events: it cannot be unloaded, only swapped`;
      throw new InvalidError('MODEL_CONFLICT', text);
    }
    await this.inTurn(async () => {
      this.decisions.delete(name);
      for (const key of this.held) if (key.startsWith(`${name}@`)) this.held.delete(key);
    });
  }

  /**
   * Changes the serving decision: loads and warms the versions, writes it for other processes, then switches between
   * two batches. All or nothing.
   *
   * @param decide gets the present decision, including another process's latest.
   * @throws errors of `decide`; InvalidError `UNKNOWN_MODEL`, `MODEL_CONFLICT`; UnavailableError `MODEL_UNAVAILABLE`.
   */
  async decide(name: string, decide: (now: Serving) => Serving): Promise<Serving> {
    refusePinned(name, this.settings.model);
    return this.inTurn(async () => {
      await this.follower.follow(name);
      const next = decide(this.servingOf(name));
      await this.loadAll(name, next);
      const written = await this.files.write(name, next);
      this.adopt(name, written);
      return written;
    });
  }

  async close(): Promise<void> {
    this.follower.stop();
    await this.inTurn(() => this.models.closeAll());
  }

  private async apply(name: string, serving: Serving): Promise<void> {
    await this.loadAll(name, serving);
    this.adopt(name, serving);
  }

  private async loadAll(name: string, serving: Serving): Promise<void> {
    for (const version of versionsOf(serving)) await this.models.ensure(name, version);
  }

  private adopt(name: string, serving: Serving): void {
    this.decisions.set(name, serving);
    this.logger.log(describe(name, serving));
  }

  /** Closes versions that no decision needs. */
  private retire(): void {
    const needed = new Set(this.held);
    for (const [name, serving] of this.decisions) {
      const kept = [...versionsOf(serving), ...(serving.previous ? [serving.previous] : [])];
      for (const version of kept) needed.add(keyOf(name, version));
    }
    this.models.retain(needed);
  }

  /**
   * Runs changes one after the other: each sees the result of the one before, and none leaves an unused model loaded.
   */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.turns.run(async () => {
      try {
        return await work();
      } finally {
        this.retire();
      }
    });
  }
}

/** @throws InvalidError `MODEL_CONFLICT` when `MODELS` pins the model to a version. */
export function refusePinned(name: string, model: ModelConfig): void {
  const pinned = pinnedVersion(name, model);
  if (pinned === undefined) return;
  throw new InvalidError('MODEL_CONFLICT', `MODELS pins ${name} to version ${pinned}: change it there`);
}

function describe(name: string, { version, canary, shadow }: Serving): string {
  const parts = [`${name}@${version} serves`];
  if (canary) parts.push(`${canary.percent} % of its events go to @${canary.version}`);
  if (shadow !== undefined) parts.push(`@${shadow} predicts in its shadow`);
  return parts.join(', ');
}
