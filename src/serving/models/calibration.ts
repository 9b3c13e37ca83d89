import type { Backend, BackendName, NetworkInput } from './backends/backend.js';
import { type BatchBudget, lossOf, refusalOf, type Trial, trialSizes } from './batch-budget.js';

/** Images per second of one backend at one batch size. */
export interface Rate {
  readonly backend: BackendName;
  readonly batchSize: number;
  readonly imagesPerSecond: number;
}

export interface Calibration {
  readonly rates: readonly Rate[];
  /** The largest batch that pays and stays within the budget. */
  readonly batchSize: number;
  /** Why no larger one does; undefined where the setting is the limit. */
  readonly limit?: string | undefined;
}

/** In milliseconds. A single run may be shorter than the clock's resolution, so several are measured together. */
const burstMs = 5;
/** The lead of the fastest over the next from which the choice is clear. */
const clearLead = 1.2;
/** A backend that is so much slower is not tried at larger sizes. */
const hopeless = 2;

/**
 * Measures the backends on blank images at 1, 2, 4, … images, in turns. Stops before a batch would leave the budget,
 * and after one that gains nothing. Takes one or two seconds.
 */
export async function calibrate(
  backends: readonly Backend[],
  input: Pick<NetworkInput, 'width' | 'height' | 'channels'>,
  budget: BatchBudget,
): Promise<Calibration> {
  const pixelsOf = (count: number) => new Uint8Array(count * input.width * input.height * input.channels);
  for (const backend of backends) await warmUp(backend, pixelsOf(1));
  const rates: Rate[] = [];
  const startBytes = process.memoryUsage.rss();
  let racing = backends;
  let best: Trial | undefined;
  for (const batchSize of trialSizes(budget)) {
    const refusal = best && refusalOf(batchSize, best, budget);
    if (best && refusal) return { rates, batchSize: best.batchSize, limit: refusal };
    const times = await compare(racing, pixelsOf(batchSize), batchSize);
    // The shortest run of all: a busy machine makes the others longer.
    const ms = Math.min(...[...times.values()].flat());
    const trial = { batchSize, ms, grownBytes: process.memoryUsage.rss() - startBytes };
    const loss = best && lossOf(best, trial, budget);
    if (best && loss) return { rates, batchSize: best.batchSize, limit: loss };
    for (const [{ name }, taken] of times) {
      rates.push({ backend: name, batchSize, imagesPerSecond: (1000 * batchSize) / median(taken) });
    }
    racing = racing.filter((backend) => Math.min(...(times.get(backend) ?? [])) < hopeless * ms);
    best = trial;
  }
  return { rates, batchSize: budget.largest };
}

/** WebAssembly is compiled for speed only after some 150 runs; until then it looks four times slower than it is. */
async function warmUp(backend: Backend, image: Uint8Array): Promise<void> {
  const start = performance.now();
  for (let run = 0; run < 200 && performance.now() - start < 300; run += 1) await backend.run(image, 1);
}

type Times = ReadonlyMap<Backend, number[]>;

async function compare(backends: readonly Backend[], pixels: Uint8Array, batchSize: number): Promise<Times> {
  const times = new Map(backends.map((backend) => [backend, [] as number[]]));
  let start = 0;
  for (let round = 0; round < 2 || !isClear(times, round - 1, performance.now() - start); round += 1) {
    for (const [backend, taken] of times) {
      const burst = performance.now();
      do {
        const before = performance.now();
        await backend.run(pixels, batchSize);
        taken.push(performance.now() - before);
      } while (performance.now() - burst < burstMs);
      // The first round is a warm-up: a new size allocates its memory then.
      if (round === 0) taken.length = 0;
    }
    if (round === 0) start = performance.now();
  }
  return times;
}

/** A few runs decide slow networks; close races need many. */
function isClear(times: Times, rounds: number, elapsedMs: number): boolean {
  const [first = 0, second = Infinity] = [...times.values()].map(median).toSorted((a, b) => a - b);
  const clear = second / first > clearLead;
  return rounds >= 25 || (clear && rounds >= 5) || elapsedMs > (clear ? 200 : 500);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** The fastest backend at the measured size nearest to the batch's. */
export function fastestAt(rates: readonly Rate[], count: number): BackendName {
  const distance = ({ batchSize }: Rate) => Math.abs(Math.log(batchSize) - Math.log(count));
  const nearest = Math.min(...rates.map(distance));
  const candidates = rates.filter((rate) => distance(rate) === nearest);
  return candidates.reduce((best, rate) => (rate.imagesPerSecond > best.imagesPerSecond ? rate : best))
    .backend;
}

/**
 * `savedmodel 61,330/s at 128 (wasm 9,300/s), wasm 2,742/s at 1 (savedmodel 2,101/s); batches of at most 128`, for the
 * log.
 */
export function describe({ rates, batchSize, limit }: Calibration): string {
  const speeds = [...new Set([batchSize, 1])].map((size) => describeSize(rates, size)).join(', ');
  return `${speeds}; batches of at most ${batchSize}${limit === undefined ? '' : `: ${limit}`}`;
}

function describeSize(rates: readonly Rate[], size: number): string {
  const [best, ...others] = rates
    .filter(({ batchSize }) => batchSize === size)
    .toSorted((a, b) => b.imagesPerSecond - a.imagesPerSecond)
    .map(
      ({ backend, imagesPerSecond }) => `${backend} ${Math.round(imagesPerSecond).toLocaleString('en')}/s`,
    );
  return `${best} at ${size}${others.length > 0 ? ` (${others.join(', ')})` : ''}`;
}
