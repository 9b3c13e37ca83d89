import type { PictureLocation } from '../events/picture-reference.js';
import { Turns } from '../foundation/concurrency/turns.js';
import { within } from '../foundation/concurrency/within.js';
import { AppError, TransientError, UnavailableError } from '../foundation/errors/app.error.js';
import { type Store, UnreadablePicture } from './store.js';

/** Why pictures of a place are not fetched at present. */
export interface StoreTrouble {
  readonly code: string;
  /** For people; contains no secret. */
  readonly message: string;
  readonly since: Date;
}

export interface DoorOptions {
  /** The entry of the settings that allows it: `gs://bucket`, `https://host`, `file:///folder`. */
  readonly name: string;
  readonly store: Store;
  /** Pictures that may be in memory at once. */
  readonly atOnce: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Failures of a single picture that count against it where the store gives others meanwhile; see `Door.read`. */
  readonly alone: readonly AppError['code'][];
}

/**
 * The way to the pictures of one bucket, host or folder. Each has turns of its own, so that one which does not answer
 * keeps no turn from another.
 */
export class Door {
  readonly turns: Turns;
  private readonly failedAt = new WeakMap<object, number>();
  private gaveAt = -Infinity;
  private present: StoreTrouble | undefined;

  constructor(private readonly options: DoorOptions) {
    this.turns = new Turns(options.atOnce);
  }

  get name(): string {
    return this.options.name;
  }

  /** Undefined while it gives pictures, and before the first. */
  get trouble(): StoreTrouble | undefined {
    return this.present;
  }

  /**
   * @param message the same object in each try.
   * @throws as `Store.read`, but TransientError for a picture that fails alone: between its tries the store gave others.
   */
  async read(place: PictureLocation, message: object, closing: AbortSignal): Promise<Uint8Array> {
    const { store, maxBytes, timeoutMs, name } = this.options;
    const late = () =>
      new UnreadablePicture('STORAGE_UNAVAILABLE', `${name} did not give a picture in ${timeoutMs} ms`);
    try {
      const bytes = await within(
        timeoutMs,
        (signal) => store.read(place, { maxBytes, signal }),
        late,
        closing,
      );
      this.gaveAt = performance.now();
      this.present = undefined;
      return bytes;
    } catch (thrown) {
      throw closing.aborted ? thrown : this.judged(thrown, message);
    }
  }

  private judged(thrown: unknown, message: object): unknown {
    if (!(thrown instanceof AppError) || thrown.kind !== 'unavailable') return thrown;
    const before = this.failedAt.get(message);
    this.failedAt.set(message, performance.now());
    const mayBeAlone = thrown instanceof UnreadablePicture && this.options.alone.includes(thrown.code);
    if (mayBeAlone && before !== undefined && this.gaveAt > before) {
      const text = `${thrown.message}, while ${this.options.name} gives other pictures`;
      return new TransientError(thrown.code, text, { cause: thrown });
    }
    const since = this.present?.since ?? new Date();
    this.present = { code: thrown.code, message: thrown.message, since };
    return thrown;
  }
}

/** The service ends: what was not fetched goes back to the broker. */
export const closingError = (): UnavailableError =>
  new UnavailableError('STORAGE_UNAVAILABLE', 'the service ends');
