import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, inject, it, onTestFinished } from 'vitest';
import { fleetRoles } from '../../tools/chaos/fleet.js';
import { FaultyService } from './faults/service.js';
import { withServer } from '../support/services/with-server.js';
import { temporaryFolder } from '../support/test-application.js';
import type { BrokerName } from '../../src/transport/drivers/index.js';

const timeout = 60 * 60_000;
const imagesPerRequest = 10_000;
const mostInFlight = 20_000;
const probe = pathToFileURL(resolve(import.meta.dirname, 'memory-probe.mjs')).href;

interface Memory {
  /** Bytes of JavaScript's heap and of buffers beside it, after a collection. */
  readonly used: number;
  /** What the process holds of the machine's memory, but for the empty pages that V8 keeps or not, 30 MB or none. */
  readonly rss: number;
}

/** What each role's process keeps: the least of some readings, because allocators give pages back when they please. */
async function memoryOf(service: FaultyService, folder: string): Promise<Memory[]> {
  const readings = [await readingOf(service, folder)];
  while (readings.length < 5) {
    await setTimeout(1_000);
    readings.push(await readingOf(service, folder));
  }
  return fleetRoles.map((_, at) => ({
    used: Math.min(...readings.map((reading) => reading[at]!.used)),
    rss: Math.min(...readings.map((reading) => reading[at]!.rss)),
  }));
}

/** What each role's process holds, after a collection. */
async function readingOf({ fleet }: FaultyService, folder: string): Promise<Memory[]> {
  return Promise.all(
    fleetRoles.map(async (role) => {
      const { pid = 0 } = fleet.of(role);
      const file = join(folder, `${pid}.json`);
      await rm(file, { force: true });
      process.kill(pid, 'SIGUSR2');
      await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true);
      const memory = JSON.parse(await readFile(file, 'utf8')) as NodeJS.MemoryUsage;
      const empty = memory.heapTotal - memory.heapUsed;
      return { used: memory.heapUsed + memory.external, rss: memory.rss - empty };
    }),
  );
}

async function untilInFlight(service: FaultyService, most: number): Promise<void> {
  await expect
    .poll(async () => (await service.client.ledger()).inFlight, { interval: 200, timeout })
    .toBeLessThanOrEqual(most);
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

async function soak(
  broker: BrokerName,
  server: Readonly<Record<string, string>>,
  images: number,
): Promise<void> {
  const folder = await temporaryFolder();
  const watched = { MEMORY_FOLDER: folder, NODE_OPTIONS: `--import=${probe}`, EMBEDDED_RETENTION_HOURS: '0' };
  const service = await FaultyService.start(broker, server, onTestFinished, watched);
  const tenths: Memory[][] = [];
  for (let pushed = imagesPerRequest; pushed <= images; pushed += imagesPerRequest) {
    await service.push(imagesPerRequest);
    await untilInFlight(service, mostInFlight);
    if (pushed % (images / 10) !== 0) continue;
    await untilInFlight(service, 0);
    tenths.push(await memoryOf(service, folder));
  }
  const [first, last] = [tenths[0]!, tenths.at(-1)!];
  fleetRoles.forEach((role, at) => {
    const course = (key: keyof Memory) => tenths.map((tenth) => megabytes(tenth[at]![key])).join(' ');
    console.log(
      `${broker} ${role}, MB after each tenth: heap and external ${course('used')}; RSS ${course('rss')}`,
    );
  });
  expect(await service.client.ledger()).toMatchObject({
    predicted: images,
    dead: 0,
    inFlight: 0,
    repeats: 0,
  });
  fleetRoles.forEach((role, at) => {
    expect(last[at]!.used / first[at]!.used, `${role}: heap and external`).toBeLessThan(1.05);
    expect(last[at]!.rss / first[at]!.rss, `${role}: RSS`).toBeLessThan(1.1);
  });
}

it('500,000 images on the embedded broker leave memory where it was', { timeout }, () =>
  soak('embedded', {}, 500_000),
);

withServer('A soak on Kafka', inject('kafka'), ({ brokers }) => {
  it('100,000 images leave memory where it was', { timeout }, () =>
    soak('kafka', { KAFKA_BROKERS: brokers.join(',') }, 100_000),
  );
});
