import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Engine } from '../src/serving/models/engine.js';
import { type EngineName, engines } from './engines.js';
import type { Figure } from './figures.js';
import type { Lab } from './lab.js';
import { alternate, median } from './measure.js';

const batchSizes = { quick: [1, 32, 512], usual: [1, 8, 32, 128, 512] };
const question = 'engine';

/** Images per second of the model alone, by backend and batch size, and what the event loop feels of it. */
export async function engineAlone(lab: Lab): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const backend of engines) {
    const engine = await openEngine(lab, backend).catch(() => undefined);
    if (!engine) continue;
    try {
      figures.push(...(await ratesOf(lab, engine, backend)), await delayOf(lab, engine, backend));
    } finally {
      await engine.dispose();
    }
  }
  return figures;
}

export async function openEngine(lab: Lab, backend: EngineName): Promise<Engine> {
  const { cacheDirectory } = lab;
  return Engine.open(await lab.modelDirectory(), { backend, workers: 1, batchSize: 128, cacheDirectory });
}

/** Two batches are always on their way, so that the thread that computes never waits. */
export async function saturate(lab: Lab, engine: Engine, batchSize: number, forMs: number): Promise<number> {
  let images = 0;
  const start = performance.now();
  const keepBusy = async () => {
    while (performance.now() - start < forMs) {
      await engine.predict(lab.pixels(batchSize), batchSize);
      images += batchSize;
    }
  };
  await Promise.all([keepBusy(), keepBusy()]);
  return (1_000 * images) / (performance.now() - start);
}

async function ratesOf(lab: Lab, engine: Engine, backend: string): Promise<Figure[]> {
  const forMs = lab.settings.quick ? 150 : 800;
  const turns = Object.fromEntries(
    batchSizes[lab.settings.quick ? 'quick' : 'usual'].map((size) => [
      `${backend} at ${size}`,
      () => saturate(lab, engine, size, forMs),
    ]),
  );
  await saturate(lab, engine, 128, forMs);
  const rates = await alternate(lab.settings.rounds, turns, (text) => lab.report(`engine, ${text}`));
  return Object.entries(rates).map(([what, values]) => ({
    question,
    what,
    value: median(values),
    unit: 'images/s',
  }));
}

async function delayOf(lab: Lab, engine: Engine, backend: string): Promise<Figure> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await saturate(lab, engine, 128, lab.settings.quick ? 500 : 3_000);
  delay.disable();
  return {
    question,
    what: `${backend} saturated: event loop delay, p99`,
    value: delay.percentile(99) / 1e6,
    unit: 'ms',
  };
}
