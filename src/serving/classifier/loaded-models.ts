import { Logger } from '@nestjs/common';
import { type AppError, errorText, InvalidError, toAppError } from '../../foundation/errors/app.error.js';
import type { ModelFolders } from '../models/model-folders.js';
import type { ServedModel } from './served-model.js';

type Slot =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly served: ServedModel }
  | { readonly state: 'failed'; readonly error: AppError };

export interface VersionView {
  readonly name: string;
  readonly version: string;
  readonly state: 'loading' | 'ready' | 'failed' | 'on disk';
  /** Why it is not ready; empty when it is. */
  readonly reason: string;
}

export const keyOf = (name: string, version: string) => `${name}@${version}`;

/** The versions of models in this process's memory. Loading and retaining run one after the other. */
export class LoadedModels {
  private readonly logger = new Logger('Models');
  private readonly slots = new Map<string, Slot>();
  private readonly closing = new Set<Promise<void>>();

  constructor(
    private readonly folders: ModelFolders,
    private readonly open: (directory: string) => Promise<ServedModel>,
  ) {}

  /** @throws InvalidError `UNKNOWN_MODEL` */
  get(name: string, version: string): ServedModel {
    const slot = this.slots.get(keyOf(name, version));
    if (slot?.state === 'ready') return slot.served;
    const ready = this.ready().filter((served) => served.card.name === name);
    const versions = ready.map(({ card }) => card.version).join(', ') || 'none';
    throw new InvalidError(
      'UNKNOWN_MODEL',
      `${keyOf(name, version)} is not loaded; versions that are: ${versions}`,
    );
  }

  /** Every loaded version. */
  ready(): ServedModel[] {
    return [...this.slots.values()].flatMap((slot) => (slot.state === 'ready' ? [slot.served] : []));
  }

  viewOf(name: string, version: string): VersionView {
    const slot = this.slots.get(keyOf(name, version));
    if (!slot) return { name, version, state: 'on disk', reason: 'not loaded' };
    const reason = slot.state === 'failed' ? slot.error.message : slot.state === 'ready' ? '' : 'loading';
    return { name, version, state: slot.state, reason };
  }

  /**
   * Opens and warms a version, unless it is loaded; retries one that failed before.
   *
   * @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `MODEL_UNAVAILABLE` that names the file.
   */
  async ensure(name: string, version: string): Promise<void> {
    const key = keyOf(name, version);
    if (this.slots.get(key)?.state === 'ready') return;
    const directory = await this.folders.directory(name, version);
    this.slots.set(key, { state: 'loading' });
    this.logger.log(`loading ${key}; its first start on a machine takes longer, because it is measured`);
    try {
      this.slots.set(key, { state: 'ready', served: await this.openChecked(name, version, directory) });
    } catch (thrown) {
      this.slots.set(key, { state: 'failed', error: toAppError(thrown) });
      throw thrown;
    }
  }

  /** Closes all but these, in the background: they may still have images to answer. */
  retain(needed: ReadonlySet<string>): void {
    for (const [key, slot] of this.slots) {
      if (slot.state !== 'ready' || needed.has(key)) continue;
      this.slots.delete(key);
      this.close(key, slot.served);
    }
  }

  /** Resolves once every image is answered and the memory is free. */
  async closeAll(): Promise<void> {
    this.retain(new Set());
    await Promise.all(this.closing);
  }

  private close(key: string, served: ServedModel): void {
    const closed = served
      .close()
      .catch((error: unknown) => this.logger.error(`${key}: ${errorText(error)}`))
      .finally(() => this.closing.delete(closed));
    this.closing.add(closed);
  }

  private async openChecked(name: string, version: string, directory: string): Promise<ServedModel> {
    const started = performance.now();
    const served = await this.open(directory);
    try {
      this.folders.checkCard(name, version, served.card);
    } catch (error) {
      this.close(keyOf(name, version), served);
      throw error;
    }
    const ms = Math.round(performance.now() - started);
    this.logger.log(`${keyOf(name, version)} loaded in ${ms} ms: ${served.backend.reason}`);
    return served;
  }
}
