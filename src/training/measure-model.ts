import { join } from 'node:path';
import type { BackendName } from '../serving/models/backends/backend.js';
import { Engine } from '../serving/models/engine.js';
import type { ModelCard } from '../serving/models/model.js';
import { pixelsOf, type Part } from './batches.js';
import { quantile } from './statistics.js';

export interface Speed {
  readonly backend: BackendName;
  /** In batches of 128. */
  readonly imagesPerSecond: number;
  /** Of one image alone, in milliseconds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Measured {
  readonly card: ModelCard;
  /** One row for each image of the part, in their order. */
  readonly probabilities: Float32Array;
  readonly speed: readonly Speed[];
}

const batchSize = 128;
const singles = 200;
const rounds = 20;
/** The backends of a service that run here. */
const backends: readonly BackendName[] = ['onnx', 'wasm', 'savedmodel'];

/**
 * Runs a model on all images of the part as the service does, and measures it on each backend that runs here.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
 */
export async function measureModel(directory: string, part: Part, cacheDirectory: string): Promise<Measured> {
  const speed: Speed[] = [];
  let measured: Omit<Measured, 'speed'> | undefined;
  let refusal: unknown;
  for (const backend of backends) {
    const settings = { backend, workers: 1, batchSize, cacheDirectory: join(cacheDirectory, 'graphs') };
    const engine = await Engine.open(directory, settings).catch((error: unknown) => {
      refusal = error;
      return undefined;
    });
    if (!engine) continue;
    try {
      measured ??= { card: engine.card, probabilities: await answersOf(engine, part) };
      speed.push({ backend, ...(await speedOf(engine, part)) });
    } finally {
      await engine.dispose();
    }
  }
  if (!measured) throw refusal;
  return { ...measured, speed };
}

async function answersOf(engine: Engine, part: Part): Promise<Float32Array> {
  const classes = engine.card.labels.length;
  const all = new Float32Array(part.indexes.length * classes);
  for (let start = 0; start < part.indexes.length; start += batchSize) {
    const indexes = part.indexes.subarray(start, start + batchSize);
    all.set(await engine.predict(pixelsOf(part.dataset, indexes), indexes.length), start * classes);
  }
  return all;
}

async function speedOf(engine: Engine, part: Part): Promise<Omit<Speed, 'backend'>> {
  const some = Uint32Array.from(
    { length: batchSize },
    (_, at) => part.indexes[at % part.indexes.length] as number,
  );
  const alone = await timesOf(singles, (round) => {
    const one = some.subarray(round % batchSize, (round % batchSize) + 1);
    return engine.predict(pixelsOf(part.dataset, one), 1);
  });
  const full = await timesOf(rounds, () => engine.predict(pixelsOf(part.dataset, some), batchSize));
  return {
    imagesPerSecond: Math.round((1_000 * batchSize) / quantile(full, 0.5)),
    p50Ms: Number(quantile(alone, 0.5).toFixed(3)),
    p99Ms: Number(quantile(alone, 0.99).toFixed(3)),
  };
}

/** The time of each call in milliseconds, the shortest first. */
async function timesOf(count: number, call: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) {
    const start = performance.now();
    await call(round);
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b);
}
