import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { call, type Pushed, predictionsOf, push } from '../support/http.js';
import { onEveryBroker } from '../support/services/on-every-broker.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { ownSettings } from '../support/test-application.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** By how much the clock differs from the right one, in milliseconds, one jump after the other. */
const jumps = [0, 2 * hourMs, 0, -hourMs, 0, 400 * dayMs, 0];

const preload = pathToFileURL(join(import.meta.dirname, '../support/clock/shifted-clock.mjs')).href;

/** Kafka takes nothing from the future: that is the clock's fault, so it holds, and says so. */
async function expectRefusal(url: string): Promise<void> {
  const refused = {
    status: 502,
    body: { code: 'BROKER_REFUSED', message: expect.stringMatching(/clock of this/) },
  };
  await expect
    .poll(() => call(`${url}/push-to-consumer?start_idx=0&end_idx=1`, { method: 'POST' }), {
      timeout: 10_000,
    })
    .toMatchObject(refused);
  await expect
    .poll(async () => JSON.stringify((await call(`${url}/health/ready`)).body), { timeout: 10_000 })
    .toMatch(/clock of this machine is ahead/);
}

/** The program with a clock that `set` puts wrong by so many milliseconds. */
function withClock(settings: Readonly<Record<string, string>>) {
  const file = join(String(settings['DATA_DIR']), 'clock');
  const set = async (shiftMs: number) => {
    writeFileSync(file, String(shiftMs));
    // The program looks every 20 ms.
    await pause(200);
  };
  const words = ['--import', preload, 'dist/main.js'];
  return { set, start: () => startSeamline({ ...settings, CLOCK_SHIFT_FILE: file }, { words }) };
}

/** A clock that jumps: what takes a pause, a lease or an age from it must neither stand still nor lose anything. */
onEveryBroker((broker, server) => {
  describe(`A clock that jumps both ways, on ${broker}`, { timeout: 120_000 }, () => {
    it('holds no image up, and loses none', async () => {
      const clock = withClock({ ...(await ownSettings()), ...server, BROKERS: broker });
      const started = clock.start();
      const url = await started.ready;
      const pushed: Pushed[] = [];
      const pushMore = async () => pushed.push(await push(url, 'push-to-consumer', 0, 100));
      let refuses = false;
      for (const shiftMs of jumps) {
        if (!refuses) await pushMore();
        await clock.set(shiftMs);
        refuses = broker === 'kafka' && shiftMs > hourMs;
        if (refuses) {
          await expectRefusal(url);
          continue;
        }
        await pushMore();
        for (const one of pushed) expect(await predictionsOf(url, one), `at ${shiftMs} ms`).toHaveLength(100);
      }
      const { body } = await call(`${url}/ledger`);
      expect(body).toMatchObject({
        predicted: 100 * pushed.length,
        dead: 0,
        inFlight: 0,
        verdict: 'complete',
      });
      await expect.poll(async () => (await call(`${url}/health/ready`)).status).toBe(200);
      expect(await started.end()).toBe(0);
    });
  });
});

it('A process that was killed while its clock was ahead holds nothing back, on embedded', async () => {
  const clock = withClock({ ...(await ownSettings()), BROKERS: 'embedded' });
  await clock.set(400 * dayMs);
  const killed = clock.start();
  const pushed = await push(await killed.ready, 'push-to-consumer', 0, 2_000);
  await killed.end('SIGKILL');
  await clock.set(0);
  const url = await clock.start().ready;
  expect(await predictionsOf(url, pushed)).toHaveLength(2_000);
}, 120_000);
