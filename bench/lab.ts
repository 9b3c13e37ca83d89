import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig } from '../src/configuration.js';
import { openDataset } from '../src/training/dataset/open-dataset.js';
import { readModelCard } from '../src/serving/models/model-card.js';
import { ModelFolders } from '../src/serving/models/model-folders.js';
import type { ModelCard } from '../src/serving/models/model.js';
import { ifAvailable } from '../test/support/services/if-available.js';
import { type EngineName, preferredEngine } from './engines.js';
import { benchModel, writeBenchModel } from './model.js';
import { pictureModel, writeMobileNet } from './mobilenet.js';

export interface BenchSettings {
  readonly quick: boolean;
  readonly rounds: number;
  /** A model of `models/`, or the one that is made for comparisons. */
  readonly model: string;
  readonly backend: EngineName | undefined;
  readonly full: boolean;
  /** Where `flame` writes its profile. */
  readonly flame: string;
  /** Nothing further begins after so many. */
  readonly minutes: number | undefined;
}

/** Models that are made here, in the lab's folder. */
const made: Readonly<Record<string, (modelsDirectory: string) => Promise<void>>> = {
  [benchModel]: writeBenchModel,
  [pictureModel]: writeMobileNet,
};

interface Server {
  stop(): Promise<void>;
}

/** What the questions share: the model, the images, the servers, a folder that is gone afterwards. */
export class Lab {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'seamline-bench-'));
  /** What could not be measured here, each with its reason. */
  readonly skipped = new Set<string>();
  private readonly servers = new Map<string, Promise<Server>>();
  private readonly begun = performance.now();
  private readonly named = { topics: 0 };

  private constructor(
    readonly settings: BenchSettings,
    readonly images: readonly Uint8Array[],
    readonly backend: EngineName,
  ) {}

  static async open(settings: BenchSettings): Promise<Lab> {
    const dataset = await openDataset(readConfig().dataset);
    const images = Array.from(
      { length: Math.min(10_000, dataset.size) },
      (_, at) => dataset.image(at).pixels,
    );
    const lab = new Lab(settings, images, settings.backend ?? (await preferredEngine()));
    await made[settings.model]?.(lab.modelsDirectory);
    return lab;
  }

  /** The same lab with another of the models that are made here; it ends with this one. */
  async withModel(model: string): Promise<Lab> {
    const own = { folder: join(this.folder, model), settings: { ...this.settings, model } };
    const lab = Object.assign(Object.create(this) as Lab, own);
    await made[model]?.(lab.modelsDirectory);
    return lab;
  }

  get modelsDirectory(): string {
    return this.settings.model in made ? join(this.folder, 'models') : resolve('models');
  }

  get cacheDirectory(): string {
    return join(this.folder, 'graphs');
  }

  async modelDirectory(): Promise<string> {
    const folders = new ModelFolders(this.modelsDirectory);
    return folders.directory(this.settings.model, await folders.newest(this.settings.model));
  }

  async card(): Promise<ModelCard> {
    return readModelCard(await this.modelDirectory());
  }

  /** Those of a classifier of its own. */
  serviceSettings(): Record<string, string> {
    return {
      DATA_DIR: mkdtempSync(join(this.folder, 'data-')),
      CACHE_DIR: this.folder,
      // Each listens for probes; two of them may run at once.
      PORT: '0',
      ROLES: 'classifier',
      GROUP_ID: 'bench',
      MODELS: this.settings.model,
      MODELS_DIR: this.modelsDirectory,
      BACKEND: this.backend,
    };
  }

  /** What a baseline needs to run the same model. */
  async baselineSettings() {
    const { cacheDirectory, backend } = this;
    return { modelDirectory: await this.modelDirectory(), cacheDirectory, backend };
  }

  /** The first images, one after the other; a fresh buffer, because engines take it over. */
  pixels(count: number): Uint8Array {
    const all = new Uint8Array(count * 784);
    for (let at = 0; at < count; at += 1)
      all.set(this.images[at % this.images.length] as Uint8Array, at * 784);
    return all;
  }

  /** A name that no other contestant uses. */
  topic(what: string): string {
    this.named.topics += 1;
    return `${what}-${this.named.topics}`;
  }

  /** Starts a server when the first question needs it. */
  server<S extends Server>(start: () => Promise<S>): Promise<S> {
    const known = this.servers.get(start.name) ?? start();
    this.servers.set(start.name, known);
    return known as Promise<S>;
  }

  /** Undefined, and a line in the report that says why, where it cannot be had. */
  async ifAvailable<Part extends object>(
    what: string,
    start: () => Promise<Part>,
  ): Promise<Part | undefined> {
    const part = await ifAvailable(start);
    if (!('unavailable' in part)) return part;
    this.skipped.add(`${what}: ${part.unavailable}`);
    return undefined;
  }

  /** Whether there is time for it; where not, the report says that it was left out. */
  mayBegin(what: string, minutes = this.settings.minutes ?? Infinity): boolean {
    if (performance.now() - this.begun < 60_000 * minutes) return true;
    this.skipped.add(`${what}: ${minutes} minutes were over (--minutes)`);
    return false;
  }

  report(text: string): void {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  }

  async close(): Promise<void> {
    const servers = await Promise.allSettled(this.servers.values());
    await Promise.all(servers.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
