import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { errorText, InvalidError } from '../foundation/errors/app.error.js';

export interface EpochFigures {
  readonly epoch: number;
  /** Mean over the epoch's steps, on the randomly changed images. */
  readonly loss: number;
  readonly accuracy: number;
  /** On the held-out images; absent without any. */
  readonly heldOut?: { readonly loss: number; readonly accuracy: number } | undefined;
  readonly rate: number;
  readonly imagesPerSecond: number;
}

/** The full state of a training, to resume it exactly where it stopped. */
export interface Checkpoint {
  /** The settings of the training; a resumed one must have the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Completed epochs. */
  readonly epoch: number;
  /** Finished steps of the next epoch, and the sums of their losses and right answers. */
  readonly step: number;
  readonly lossSum: number;
  readonly right: number;
  readonly history: readonly EpochFigures[];
  readonly weights: readonly Float32Array[];
  readonly momenta: readonly Float32Array[];
  readonly best: { readonly epoch: number; readonly weights: readonly Float32Array[] } | undefined;
}

/** One file per model in training. */
export class CheckpointFile {
  private readonly path: string;

  constructor(cacheDirectory: string, model: string, version: string) {
    this.path = join(cacheDirectory, 'checkpoints', `${model}-${version}.checkpoint`);
  }

  /** Replaced in one step: a training that is killed leaves the file before it. */
  async save(checkpoint: Checkpoint): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await writeFile(`${this.path}.draft`, serialize(checkpoint));
    await rename(`${this.path}.draft`, this.path);
  }

  /** @throws InvalidError `BAD_CONFIG` when there is none, or one of a training with other settings. */
  async load(settings: Checkpoint['settings']): Promise<Checkpoint> {
    const checkpoint = deserialize(await this.read()) as Checkpoint;
    for (const name of new Set([...Object.keys(settings), ...Object.keys(checkpoint.settings)])) {
      const [then, now] = [checkpoint.settings[name], settings[name]].map((value) => JSON.stringify(value));
      if (then === now) continue;
      throw new InvalidError(
        'BAD_CONFIG',
        `--resume: ${name} was ${then} when the training began and is ${now} now; give the same value, or leave --resume out`,
      );
    }
    return checkpoint;
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  private async read(): Promise<Buffer> {
    try {
      return await readFile(this.path);
    } catch (cause) {
      throw new InvalidError(
        'BAD_CONFIG',
        `--resume: there is no training to go on with (${errorText(cause)})`,
        {
          cause,
        },
      );
    }
  }
}
