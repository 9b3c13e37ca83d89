import type { Backend, BackendName, InputShape } from './backends/backend.js';
import { type Tfjs, useEngine } from './tfjs.js';

/** Images per second of one backend at one batch size. */
export interface Rate {
  readonly backend: BackendName;
  readonly batchSize: number;
  readonly imagesPerSecond: number;
}

const roundsPerSize = 5;

/** Measures every backend on blank images at each size, in turns, and takes the medians. */
export async function calibrate(
  tf: Tfjs,
  backends: readonly Backend[],
  input: InputShape,
  sizes: readonly number[],
): Promise<Rate[]> {
  const rates: Rate[] = [];
  for (const batchSize of sizes) {
    const pixels = new Uint8Array(batchSize * input.width * input.height * input.channels);
    const times = new Map(backends.map((backend) => [backend, [] as number[]]));
    // The first round is a warm-up: a new size takes its memory then.
    for (let round = 0; round <= roundsPerSize; round += 1) {
      for (const [backend, taken] of times) {
        await useEngine(tf, backend.engine);
        const start = performance.now();
        await backend.run(pixels, batchSize);
        if (round > 0) taken.push(performance.now() - start);
      }
    }
    for (const [{ name }, taken] of times) {
      rates.push({ backend: name, batchSize, imagesPerSecond: (1000 * batchSize) / median(taken) });
    }
  }
  return rates;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** The fastest backend at the measured size that is nearest to the batch's. */
export function fastestAt(rates: readonly Rate[], count: number): BackendName {
  const distance = ({ batchSize }: Rate) => Math.abs(Math.log(batchSize) - Math.log(count));
  const nearest = Math.min(...rates.map(distance));
  const candidates = rates.filter((rate) => distance(rate) === nearest);
  return candidates.reduce((best, rate) => (rate.imagesPerSecond > best.imagesPerSecond ? rate : best))
    .backend;
}

/** `savedmodel 61,330/s at 128 (wasm 9,300/s), wasm 2,742/s at 1 (savedmodel 2,101/s)`, for the log. */
export function describeRates(rates: readonly Rate[]): string {
  const sizes = [...new Set(rates.map(({ batchSize }) => batchSize))].toSorted((a, b) => b - a);
  return sizes
    .map((size) => {
      const [best, ...others] = rates
        .filter(({ batchSize }) => batchSize === size)
        .toSorted((a, b) => b.imagesPerSecond - a.imagesPerSecond)
        .map(
          ({ backend, imagesPerSecond }) =>
            `${backend} ${Math.round(imagesPerSecond).toLocaleString('en')}/s`,
        );
      return `${best} at ${size}${others.length > 0 ? ` (${others.join(', ')})` : ''}`;
    })
    .join(', ');
}
