import { Logger } from '@nestjs/common';
import type { BatchConfig, ModelConfig } from '../config/config.js';
import { type AppError, errorText, InvalidError, toAppError } from '../errors/app.error.js';
import { ModelFolders } from '../models/model-folders.js';
import type { Model } from '../models/model.js';
import { type Serving, ServingFiles } from '../models/serving.js';
import { initialServing, versionsOf } from './initial-serving.js';
import { ServedModel } from './served-model.js';
import { isInShare } from './share.js';

/** Opens and warms the model of a folder. */
export type OpenModel = (directory: string) => Promise<Model>;

export interface RegistrySettings {
  readonly model: ModelConfig;
  readonly batch: BatchConfig;
}

/** Which model an event asks for. */
export interface Wanted {
  /** Default: the first of `MODELS`. */
  readonly model?: string | undefined;
  /** Default: the one that serves, or its canary. */
  readonly modelVersion?: string | undefined;
  /** Decides whether a canary answers: the same id always goes the same way. */
  readonly id?: string | undefined;
}

type Slot =
  | { readonly state: 'loading'; readonly opening: Promise<ServedModel> }
  | { readonly state: 'ready'; readonly served: ServedModel }
  | { readonly state: 'failed'; readonly error: AppError };

export interface VersionView {
  readonly name: string;
  readonly version: string;
  readonly state: 'loading' | 'ready' | 'failed' | 'on disk';
  /** Why it is not ready; empty when it is. */
  readonly reason: string;
}

/** Other processes may decide which version serves: so often it is looked up. */
const followEveryMs = 1_000;

/**
 * The models that this process has loaded, and which of their versions answers. A version is loaded and warmed beside
 * the others and takes over only then; what it replaces is closed when the last image that it was given is answered.
 */
export class ModelRegistry {
  private readonly logger = new Logger('Models');
  private readonly folders: ModelFolders;
  private readonly files: ServingFiles;
  private readonly slots = new Map<string, Slot>();
  private readonly decisions = new Map<string, Serving>();
  /** Loaded because somebody asked for just that: no decision unloads them. */
  private readonly held = new Set<string>();
  private turn: Promise<unknown> = Promise.resolve();
  private follower: NodeJS.Timeout | undefined;
  private lastMistake = '';

  private constructor(
    private readonly settings: RegistrySettings,
    private readonly openModel: OpenModel,
  ) {
    this.folders = new ModelFolders(settings.model.directory);
    this.files = new ServingFiles(settings.model.directory);
  }

  /**
   * Resolves once every model of `MODELS` answers.
   *
   * @throws InvalidError `UNKNOWN_MODEL`, `BAD_CONFIG`; UnavailableError `MODEL_UNAVAILABLE` that names the file.
   */
  static async open(settings: RegistrySettings, openModel: OpenModel): Promise<ModelRegistry> {
    const registry = new ModelRegistry(settings, openModel);
    for (const { name } of settings.model.served) {
      const serving = await initialServing(name, settings.model, registry.folders, registry.files);
      await registry.apply(name, serving);
    }
    registry.follower = setInterval(() => void registry.follow(), followEveryMs).unref();
    return registry;
  }

  /** The model that answers what names none. */
  get defaultName(): string {
    return this.settings.model.served[0].name;
  }

  get names(): string[] {
    return [...this.decisions.keys()];
  }

  /** Which versions do what. @throws InvalidError `UNKNOWN_MODEL` */
  servingOf(name: string): Serving {
    const serving = this.decisions.get(name);
    if (serving) return serving;
    throw new InvalidError(
      'UNKNOWN_MODEL',
      `no model "${name}" serves here; there are: ${this.names.join(', ')}`,
    );
  }

  /** @throws InvalidError `UNKNOWN_MODEL` when no such model or version is loaded. */
  route({ model = this.defaultName, modelVersion, id = '' }: Wanted): ServedModel {
    const { version, canary } = this.servingOf(model);
    const chosen = canary && isInShare(id, canary.percent) ? canary.version : version;
    return this.loaded(model, modelVersion ?? chosen);
  }

  /** @throws InvalidError `UNKNOWN_MODEL` */
  loaded(name: string, version: string): ServedModel {
    const slot = this.slots.get(keyOf(name, version));
    if (slot?.state === 'ready') return slot.served;
    const ready = this.ready().filter((served) => served.card.name === name);
    const versions = ready.map(({ card }) => card.version).join(', ') || 'none';
    throw new InvalidError(
      'UNKNOWN_MODEL',
      `${keyOf(name, version)} is not loaded; versions that are: ${versions}`,
    );
  }

  /** What predicts beside the model for comparison, if anything does. */
  shadowOf(name: string): ServedModel | undefined {
    const version = this.decisions.get(name)?.shadow;
    return version === undefined ? undefined : this.loaded(name, version);
  }

  /** Every version that answers. */
  ready(): ServedModel[] {
    return [...this.slots.values()].flatMap((slot) => (slot.state === 'ready' ? [slot.served] : []));
  }

  /** Every version on disk, and what this process does with it. */
  async index(): Promise<VersionView[]> {
    const names = await this.folders.names();
    const views = names.map(async (name) => {
      const versions = await this.folders.versions(name);
      return versions.map((version) => viewOf(name, version, this.slots.get(keyOf(name, version))));
    });
    return (await Promise.all(views)).flat();
  }

  /**
   * Loads a version, and keeps it until it is unloaded. A model that has not served yet serves with it.
   *
   * @param version Default: the newest.
   * @throws as `open` does; what serves is not touched.
   */
  async load(name: string, version?: string): Promise<void> {
    const wanted = version ?? (await this.folders.newest(name));
    await this.inTurn(async () => {
      await this.ensure(name, wanted);
      this.held.add(keyOf(name, wanted));
      if (!this.decisions.has(name)) this.decisions.set(name, { version: wanted });
    });
  }

  /** Unloads every version of a model. @throws InvalidError `MODEL_CONFLICT` for one of `MODELS`, `UNKNOWN_MODEL`. */
  async unload(name: string): Promise<void> {
    this.servingOf(name);
    if (this.settings.model.served.some((served) => served.name === name)) {
      const text = `${name} stands in MODELS and answers events: it cannot be unloaded, only swapped`;
      throw new InvalidError('MODEL_CONFLICT', text);
    }
    await this.inTurn(async () => {
      this.decisions.delete(name);
      for (const key of this.held) if (key.startsWith(`${name}@`)) this.held.delete(key);
      await this.retire();
    });
  }

  /**
   * Decides anew which versions do what: they are loaded and warmed, then the decision is written for other processes,
   * then it holds, between two batches. When anything fails, nothing has changed.
   *
   * @throws what `decide` throws; InvalidError `UNKNOWN_MODEL`, `MODEL_CONFLICT`; UnavailableError `MODEL_UNAVAILABLE`.
   */
  async decide(name: string, decide: (now: Serving) => Serving): Promise<Serving> {
    return this.inTurn(async () => {
      const pinned = this.settings.model.served.find((served) => served.name === name)?.version;
      if (pinned !== undefined) {
        throw new InvalidError('MODEL_CONFLICT', `MODELS pins ${name} to version ${pinned}: change it there`);
      }
      const next = decide(this.servingOf(name));
      await this.loadAll(name, next);
      await this.files.write(name, next);
      await this.adopt(name, next);
      return next;
    });
  }

  async close(): Promise<void> {
    clearInterval(this.follower);
    await this.turn;
    await Promise.all(this.ready().map((served) => served.close()));
  }

  /** What another process has decided, this one does too. A decision that it cannot follow leaves all as it is. */
  private async follow(): Promise<void> {
    const unpinned = this.settings.model.served.filter(({ version }) => version === undefined);
    for (const { name } of unpinned) {
      try {
        const decided = await this.files.read(name);
        const changed = decided && JSON.stringify(decided) !== JSON.stringify(this.decisions.get(name));
        if (changed) await this.inTurn(() => this.apply(name, decided));
      } catch (error) {
        const mistake = `${name} stays as it is: ${errorText(error)}`;
        if (mistake !== this.lastMistake) this.logger.error(mistake);
        this.lastMistake = mistake;
      }
    }
  }

  private async apply(name: string, serving: Serving): Promise<void> {
    await this.loadAll(name, serving);
    await this.adopt(name, serving);
  }

  private async loadAll(name: string, serving: Serving): Promise<void> {
    for (const version of versionsOf(serving)) await this.ensure(name, version);
  }

  private async adopt(name: string, serving: Serving): Promise<void> {
    this.decisions.set(name, serving);
    this.logger.log(describe(name, serving));
    await this.retire();
  }

  /** Closes what no decision names any more, in the background: it may still have images to answer. */
  private async retire(): Promise<void> {
    const needed = new Set(this.held);
    for (const [name, serving] of this.decisions) {
      const kept = [...versionsOf(serving), ...(serving.previous ? [serving.previous] : [])];
      for (const version of kept) needed.add(keyOf(name, version));
    }
    for (const [key, slot] of this.slots) {
      if (needed.has(key)) continue;
      this.slots.delete(key);
      if (slot.state === 'ready') {
        void slot.served.close().catch((error: unknown) => this.logger.error(`${key}: ${errorText(error)}`));
      }
    }
  }

  private async ensure(name: string, version: string): Promise<ServedModel> {
    const key = keyOf(name, version);
    const slot = this.slots.get(key);
    if (slot?.state === 'ready') return slot.served;
    const opening = this.openVersion(name, version);
    this.slots.set(key, { state: 'loading', opening });
    try {
      const served = await opening;
      this.slots.set(key, { state: 'ready', served });
      return served;
    } catch (thrown) {
      this.slots.set(key, { state: 'failed', error: toAppError(thrown) });
      throw thrown;
    }
  }

  private async openVersion(name: string, version: string): Promise<ServedModel> {
    const started = performance.now();
    const model = await this.openModel(await this.folders.directory(name, version));
    const ms = Math.round(performance.now() - started);
    this.logger.log(`${keyOf(name, version)} loaded in ${ms} ms: ${model.backend.reason}`);
    return new ServedModel(model, this.settings.batch);
  }

  /** Decisions are taken one after the other: each finds what the one before has made. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

const keyOf = (name: string, version: string) => `${name}@${version}`;

function viewOf(name: string, version: string, slot: Slot | undefined): VersionView {
  if (!slot) return { name, version, state: 'on disk', reason: 'not loaded' };
  const reason = slot.state === 'failed' ? slot.error.message : slot.state === 'ready' ? '' : 'loading';
  return { name, version, state: slot.state, reason };
}

function describe(name: string, { version, canary, shadow }: Serving): string {
  const parts = [`${name}@${version} serves`];
  if (canary) parts.push(`${canary.percent} % of its events go to @${canary.version}`);
  if (shadow !== undefined) parts.push(`@${shadow} predicts in its shadow`);
  return parts.join(', ');
}
