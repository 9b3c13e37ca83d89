import { Logger } from '@nestjs/common';
import type { BatchConfig, ModelConfig } from '../../foundation/config/config.js';
import { errorText, InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import { ModelFolders } from '../models/model-folders.js';
import type { Model } from '../models/model.js';
import { Mutex } from '../../foundation/concurrency/mutex.js';
import type { Instrumentation } from '../../events/instrumentation.js';
import { type Serving, servingText } from '../decisions/serving.js';
import {
  isDecided,
  refuseStale,
  revisionOf,
  type ServingDecisions,
  type StoredDecision,
} from '../decisions/serving-decisions.js';
import { initialServing, pinnedVersion, versionsOf } from './initial-serving.js';
import { keyOf, LoadedModels, type VersionView } from './loaded-models.js';
import { ServedModel } from './served-model.js';
import { type Holding, ServingFollower } from './serving-follower.js';
import { isInCanary } from './canary.js';

/** Opens and warms the model of a folder. */
export type OpenModel = (directory: string) => Promise<Model>;

export interface RegistrySettings {
  readonly model: ModelConfig;
  readonly batch: BatchConfig;
  /** Where the deployment decides what serves. */
  readonly decisions: ServingDecisions;
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
  private readonly models: LoadedModels;
  private readonly holding = new Map<string, Holding>();
  /** Models whose decision could not be read at the start, with the reason: nothing serves until it can. */
  private readonly unknown = new Map<string, string>();
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
    const open = async (directory: string) =>
      new ServedModel(await openModel(directory), settings.batch, instrumentation);
    this.models = new LoadedModels(this.folders, open);
    const unpinned = settings.model.served.filter(({ version }) => version === undefined);
    this.follower = new ServingFollower(
      unpinned.map(({ name }) => name),
      {
        decisions: settings.decisions,
        holds: (name) => this.holding.get(name),
        begin: (name, stored) => this.begin(name, stored),
        apply: (name, holding) => this.apply(name, holding),
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
      for (const { name } of settings.model.served) await registry.start(name);
    } catch (error) {
      await registry.close();
      throw error;
    }
    registry.follower.start((work) => registry.inTurn(work));
    registry.logger.log(`what serves is decided in ${settings.decisions.place}`);
    return registry;
  }

  /** The model for events that name none. */
  get defaultName(): string {
    return this.settings.model.served[0].name;
  }

  get names(): string[] {
    return [...this.unknown.keys(), ...this.holding.keys()];
  }

  /**
   * A model's serving decision.
   *
   * @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `MODEL_UNAVAILABLE` while it could not be read since the start.
   */
  servingOf(name: string): Serving {
    const holding = this.holding.get(name);
    if (holding) return holding.serving;
    const reason = this.unknown.get(name);
    const waits = `what serves for ${name} is not known yet: ${reason}`;
    if (reason !== undefined) throw new UnavailableError('MODEL_UNAVAILABLE', waits);
    throw new InvalidError(
      'UNKNOWN_MODEL',
      `no model "${name}" serves here; there are: ${this.names.join(', ')}`,
    );
  }

  /** The revision of the decision that holds here; 0 before the first. */
  revisionOf(name: string): number {
    return this.holding.get(name)?.revision ?? 0;
  }

  /** Whether its decision could not be read since the start. */
  isUnknown(name: string): boolean {
    return this.unknown.has(name);
  }

  /** The newest revision that this process has seen. */
  newestSeen(name: string): number {
    return this.follower.newestSeen(name);
  }

  /** Why the newest decision about a model does not hold here; undefined when it does. */
  troubleOf(name: string): string | undefined {
    return this.follower.troubleOf(name);
  }

  /**
   * The model to `use` now: after a pause it may be closed.
   *
   * @throws InvalidError `UNKNOWN_MODEL` when no such model or version is loaded; UnavailableError as `servingOf`.
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
    const version = this.holding.get(name)?.serving.shadow;
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
      if (!this.holding.has(name)) this.holding.set(name, { serving: { version: wanted }, revision: 0 });
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
      this.holding.delete(name);
      for (const key of this.held) if (key.startsWith(`${name}@`)) this.held.delete(key);
    });
  }

  /**
   * Changes the serving decision: loads and warms the versions, writes it for other processes, then switches between
   * two batches. All or nothing.
   *
   * @param decide gets the present decision, including another process's latest.
   * @param seen the revision that the caller has seen; undefined: any.
   * @throws errors of `decide`; InvalidError `UNKNOWN_MODEL`, `MODEL_CONFLICT`, `STALE_DECISION`; UnavailableError
   *   `MODEL_UNAVAILABLE`, `DATABASE_UNAVAILABLE`.
   */
  async decide(name: string, decide: (now: Serving) => Serving, seen?: number): Promise<Holding> {
    refusePinned(name, this.settings.model);
    const { decisions } = this.settings;
    return this.inTurn(async () => {
      this.servingOf(name);
      const newest = await decisions.newest(name);
      refuseStale(name, seen, newest);
      await this.follower.take(name, newest);
      const serving = decide(this.servingOf(name));
      if (isDecided(serving, newest) && !this.troubleOf(name))
        return { serving, revision: revisionOf(newest) };
      await this.loadAll(name, serving);
      const { revision } = await decisions.decide(name, { serving, after: revisionOf(newest) });
      this.adopt(name, { serving, revision });
      this.follower.settled(name);
      return { serving, revision };
    });
  }

  async close(): Promise<void> {
    this.follower.stop();
    await this.inTurn(() => this.models.closeAll());
  }

  /** A decision that cannot be read now may name any version: images wait for it. */
  private async start(name: string): Promise<void> {
    const { model, decisions } = this.settings;
    let stored: StoredDecision | undefined;
    try {
      if (pinnedVersion(name, model) === undefined) stored = await decisions.newest(name);
    } catch (error) {
      this.unknown.set(name, errorText(error));
      this.logger.error(`what serves for ${name} is not known yet, and its images wait: ${errorText(error)}`);
      return;
    }
    await this.begin(name, stored);
  }

  private async begin(name: string, stored: StoredDecision | undefined): Promise<void> {
    const onGone = (text: string) => this.logger.error(text);
    const serving = await initialServing(name, this.settings.model, stored?.serving, onGone);
    // Of a damaged decision the one before it holds.
    const revision = stored?.damage === undefined ? revisionOf(stored) : 0;
    await this.apply(name, { serving, revision });
  }

  private async apply(name: string, holding: Holding): Promise<void> {
    await this.loadAll(name, holding.serving);
    this.adopt(name, holding);
  }

  private async loadAll(name: string, serving: Serving): Promise<void> {
    for (const version of versionsOf(serving)) await this.models.ensure(name, version);
  }

  private adopt(name: string, holding: Holding): void {
    this.unknown.delete(name);
    this.holding.set(name, holding);
    const { serving, revision } = holding;
    this.logger.log(`${servingText(name, serving)}${revision > 0 ? `; revision ${revision}` : ''}`);
  }

  /** Closes versions that no decision needs. */
  private retire(): void {
    const needed = new Set(this.held);
    for (const [name, { serving }] of this.holding) {
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
