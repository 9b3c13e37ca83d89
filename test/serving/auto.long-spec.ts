import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendChoice } from '../../src/serving/models/backends/open-backends.js';
import { Engine } from '../../src/serving/models/engine.js';
import { loadTfjs } from '../../src/serving/models/tfjs.js';
import { putModel, stored } from '../support/own-model.js';

const lenet = fileURLToPath(new URL('../../models/fashion-mnist/1', import.meta.url));
const native = await loadTfjs('node').then(
  () => true,
  () => false,
);
const single: BackendChoice[] = native ? ['savedmodel', 'layers', 'wasm'] : ['wasm', 'cpu'];
const rounds = 61;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamline-auto-'));
  await mkdir(join(folder, 'cnn'));
  const card = {
    labels: Array.from({ length: 10 }, (_, index) => `label ${index}`),
    name: 'cnn',
    version: '1',
  };
  const input = { width: 28, height: 28, channels: 1, scale: 1 / 255, offset: 0 };
  await putModel(join(folder, 'cnn'), await cnn(), { 'card.json': { ...card, input } });
});
afterAll(() => rm(folder, { recursive: true }));

/** Convolutions of 32, 32, 64 and 64 channels, each normalised, and a dense layer of 128. */
async function cnn() {
  const tf = await loadTfjs('cpu');
  const { layers } = tf;
  const block = (filters: number, first: object = {}) => [
    layers.conv2d({ ...first, filters, kernelSize: 3, padding: 'same', useBias: false }),
    layers.batchNormalization(),
    layers.reLU(),
  ];
  return stored(
    tf.sequential({
      layers: [
        ...block(32, { inputShape: [28, 28, 1] }),
        ...block(32),
        layers.maxPooling2d({ poolSize: 2 }),
        ...block(64),
        ...block(64),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 128, activation: 'relu' }),
        layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  );
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const open = (directory: string, backend: BackendChoice) =>
  Engine.open(directory, { backend, workers: 1, batchSize: 128, cacheDirectory: join(folder, 'graphs') });

/** Milliseconds for one batch, taken over as many as it needs to be measured. */
async function sample(engine: Engine, count: number): Promise<number> {
  const start = performance.now();
  let runs = 0;
  do {
    await engine.predict(new Uint8Array(784 * count), count);
    runs += 1;
  } while (performance.now() - start < 20);
  return (performance.now() - start) / runs;
}

type Times = ReadonlyMap<BackendChoice, number[]>;

/** Times by backend, taken in turns; who is first goes round. */
async function timesAt(engines: ReadonlyMap<BackendChoice, Engine>, count: number): Promise<Times> {
  const names = [...engines.keys()];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -5; round < rounds; round += 1) {
    for (let at = 0; at < names.length; at += 1) {
      const name = names[(at + round + 5) % names.length] as BackendChoice;
      const taken = await sample(engines.get(name) as Engine, count);
      if (round >= 0) times.get(name)?.push(taken);
    }
  }
  return times;
}

/** How much of the best single backend's rate `auto` reaches: compared round by round, as the machine's load changes. */
function shareOfBest(times: Times): number {
  const best =
    single.toSorted((a, b) => median(times.get(a) ?? []) - median(times.get(b) ?? []))[0] ?? 'wasm';
  const auto = times.get('auto') ?? [];
  return median((times.get(best) ?? []).map((taken, round) => taken / (auto[round] ?? Number.NaN)));
}

const networks = [
  ['LeNet-5', () => lenet],
  ['the CNN', () => join(folder, 'cnn')],
] as const;

describe.each(networks)('%s', (network, directory) => {
  it(
    'runs on auto at least at 0.9 of the rate of the best single backend',
    { timeout: 600_000 },
    async () => {
      const engines = new Map<BackendChoice, Engine>();
      for (const choice of [...single, 'auto'] as const) engines.set(choice, await open(directory(), choice));
      console.info(`${network}, auto: ${engines.get('auto')?.backend.reason}`);
      const shares = new Map<number, number>();
      for (const count of [1, 32, 128]) {
        const times = await timesAt(engines, count);
        shares.set(count, shareOfBest(times));
        const rate = (taken: readonly number[]) => Math.round((1000 * count) / median(taken));
        const rates = [...times].map(([name, taken]) => `${name} ${rate(taken)}/s`);
        console.info(
          `${network} at ${count}: ${rates.join(', ')}; auto ${shares.get(count)?.toFixed(2)} of the best`,
        );
      }
      await Promise.all([...engines.values()].map((engine) => engine.dispose()));
      for (const [count, share] of shares) expect(share, `at ${count}`).toBeGreaterThanOrEqual(0.9);
    },
  );
});

/** Milliseconds by which timers are late, at the 99th percentile, while `work` goes on. */
async function delayDuring(work: () => Promise<unknown>): Promise<number> {
  const resolution = 1;
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  await work();
  delays.disable();
  return delays.percentile(99) / 1e6 - resolution;
}

describe('a saturated engine', () => {
  it.each([
    ['LeNet-5', 'auto', () => lenet],
    ['the CNN', 'auto', () => join(folder, 'cnn')],
    ['the CNN', 'wasm', () => join(folder, 'cnn')],
  ] as const)(
    'of %s on %s leaves the event loop free',
    { timeout: 120_000 },
    async (network, choice, directory) => {
      const engine = await open(directory(), choice);
      const idle = await delayDuring(() => sleep(2_000));
      const times: number[] = [];
      const until = performance.now() + 4_000;
      const caller = async () => {
        while (performance.now() < until) {
          const start = performance.now();
          await engine.predict(new Uint8Array(784 * 128), 128);
          times.push(performance.now() - start);
        }
      };
      // One batch computes while the other waits: the time of each is that of two.
      const busy = await delayDuring(() => Promise.all([caller(), caller()]));
      await engine.dispose();
      const batch = median(times) / 2;
      console.info(
        `${network} on ${choice}: timers late at p99 by ${busy.toFixed(1)} ms, idle ${idle.toFixed(1)} ms; a batch takes ${batch.toFixed(1)} ms`,
      );
      // Computing in the event loop would hold it up by a batch at a time.
      expect(busy).toBeLessThan(Math.max(batch / 2, 10 * idle));
    },
  );
});
