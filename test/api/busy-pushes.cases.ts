import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, onTestFinished } from 'vitest';
import type { RequestLedger } from '../../src/outcomes/ledger/ledger.js';
import { call, type Pushed } from '../support/http.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { ownSettings } from '../support/test-application.js';

/** One program for each core that computes without a pause. */
function keepCoresBusy(): void {
  const burners = Array.from({ length: availableParallelism() }, (): ChildProcess =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  onTestFinished(() => {
    for (const burner of burners) burner.kill('SIGKILL');
  });
}

/** Slow is slower, not refused: every push is accepted, and no image of it is unknown at the end. */
export async function pushWhileBusy(
  pushes: number,
  images: number,
  roles: string,
  timeout: number,
): Promise<void> {
  const settings = { ...(await ownSettings()), BROKERS: 'embedded', ROLES: roles, LOG_FORMAT: 'json' };
  const service = startSeamline(settings);
  const url = await service.ready;
  keepCoresBusy();
  const push = () =>
    call<Pushed>(`${url}/push-to-consumer?start_idx=0&end_idx=${images}`, { method: 'POST' });
  const answers = await Promise.all(Array.from({ length: pushes }, push));
  expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
  const ledgers = () =>
    Promise.all(answers.map(async ({ body }) => (await call<RequestLedger>(url + body.links.request)).body));
  await expect
    .poll(async () => (await ledgers()).filter(({ publishing }) => publishing).length, {
      timeout,
      interval: 500,
    })
    .toBe(0);
  const ends = (await ledgers()).map(({ accepted, pending, requested }) => ({
    accepted,
    pending,
    requested,
  }));
  expect(ends).toEqual(answers.map(() => ({ accepted: images, pending: 0, requested: images })));
}
