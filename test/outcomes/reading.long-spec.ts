import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { manyOutcomes } from '../support/many-outcomes.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { ownSettings } from '../support/test-application.js';
import { StreamClient } from './results/stream-client.js';

const rows = Number(process.env['SEAMLINE_ROWS'] ?? 1_000_000);

/** Prints the longest delay of the event loop since the last line, at each SIGUSR2. */
const preload = `data:text/javascript,
  import { monitorEventLoopDelay } from 'node:perf_hooks';
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  process.on('SIGUSR2', () => { console.log('delay ' + Math.round(delay.max / 1e6) + ' ms'); delay.reset(); });`;

interface Service {
  readonly url: string;
  /** Runs the work, and answers the longest delay of the service's event loop and of its health meanwhile, in words. */
  during(work: () => Promise<unknown>): Promise<string>;
}

async function start(): Promise<Service> {
  const settings = await ownSettings();
  await manyOutcomes(rows, join(settings['DATA_DIR'] ?? '', 'results.db'));
  const words = ['--import', preload.replaceAll('\n', ' '), 'dist/main.js'];
  const service = startSeamline({ ...settings, ROLES: 'api', BROKERS: 'embedded' }, { words });
  const url = await service.ready;
  const delays = () => [...service.output().matchAll(/delay (\d+) ms/g)].map(([, ms]) => Number(ms));
  const longestDelay = async () => {
    const known = delays().length;
    service.signal('SIGUSR2');
    await expect.poll(() => delays().length).toBe(known + 1);
    return delays().at(-1) ?? 0;
  };
  return {
    url,
    async during(work) {
      await longestDelay();
      const end = new AbortController();
      const began = performance.now();
      const [{ answers, longestMs }] = await Promise.all([
        health(url, end.signal),
        work().finally(() => end.abort()),
      ]);
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      // A service that is held answers next to nothing.
      expect(answers).toBeGreaterThan(3);
      return `${seconds} s; the event loop was late by ${await longestDelay()} ms at most, health answered ${answers} times, after ${longestMs} ms at most`;
    },
  };
}

async function health(url: string, signal: AbortSignal): Promise<{ answers: number; longestMs: number }> {
  let [answers, longestMs] = [0, 0];
  for (; !signal.aborted; answers += 1) {
    const began = performance.now();
    const { status } = await fetch(`${url}/health/ready`);
    expect(status).toBe(200);
    longestMs = Math.max(longestMs, Math.round(performance.now() - began));
    await pause(20);
  }
  return { answers, longestMs };
}

async function download(url: string): Promise<number> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  let lines = 0;
  for await (const chunk of response.body!) {
    for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
  }
  return lines;
}

const many = <T>(count: number, one: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => one(at)));

it(
  `reads ${rows} outcomes for many clients, and answers health all the while`,
  { timeout: 1_200_000 },
  async () => {
    const { url, during } = await start();
    // The first answers of a process load modules.
    for (const path of ['predictions.csv?request=request-0', 'predictions?limit=10', 'ledger']) {
      await (await fetch(`${url}/${path}`)).arrayBuffer();
    }
    const catchUp = async () => {
      const reader = await StreamClient.open(`${url}/predictions/stream?after=0&label=nothing`);
      await expect.poll(() => reader.of('progress').length, { timeout: 60_000 }).toBeGreaterThan(0);
      const firstMs = performance.now();
      await expect.poll(() => reader.of('ledger').length, { timeout: 600_000 }).toBeGreaterThan(0);
      reader.leave();
      return firstMs;
    };
    const began = performance.now();
    let firstMs = 0;
    const catching = await during(async () => {
      firstMs = Math.max(...(await many(20, catchUp))) - began;
    });
    console.log(
      `20 clients caught up in ${catching}; the last of them knew how far it was after ${Math.round(firstMs)} ms`,
    );

    let page: Response | undefined;
    const searching = await during(async () => {
      page = await fetch(`${url}/predictions?label=nothing`);
    });
    expect(await page?.json()).toEqual([]);
    console.log(`one page looked through ${page?.headers.get('looked-through')} in ${searching}`);

    // Each 1,000th row is a dead letter.
    const requests = rows / 10_000;
    const exporting = await during(async () => {
      const lines = await many(30, async (at) => {
        let sum = 0;
        for (const part of [0, 1, 2])
          sum += await download(`${url}/predictions.csv?request=request-${(at * 3 + part) % requests}`);
        return sum;
      });
      expect(new Set(lines)).toEqual(new Set([3 * (1 + 9_990)]));
    });
    console.log(`30 clients exported 30,000 rows each in ${exporting}`);
  },
);
