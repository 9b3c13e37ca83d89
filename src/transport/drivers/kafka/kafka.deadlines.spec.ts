import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { collectGarbage } from '../../../../test/support/collect-garbage.js';
import { UnavailableError } from '../../../foundation/errors/app.error.js';
import { Deadlines } from './kafka.deadlines.js';

const late = new UnavailableError('BROKER_UNAVAILABLE', 'late');

it('says why nothing more is sent once the time is up, of each deadline that was not ended', async () => {
  const deadlines = new Deadlines(20);
  const expired: string[] = [];
  const begin = (name: string) =>
    deadlines.begin(() => {
      expired.push(name);
      return late;
    });
  const first = begin('first');
  const ended = begin('ended');
  await sleep(5);
  const later = begin('later');
  ended.end();
  expect([first.reason, ended.reason, later.reason]).toEqual([undefined, undefined, undefined]);
  await expect.poll(() => expired).toEqual(['first', 'later']);
  expect([first.reason, ended.reason, later.reason]).toEqual([late, undefined, late]);
});

it('goes on after all were ended', async () => {
  const deadlines = new Deadlines(10);
  deadlines.begin(() => late).end();
  const next = deadlines.begin(() => late);
  next.end();
  next.end();
  const last = deadlines.begin(() => late);
  await expect.poll(() => last.reason).toBe(late);
});

it('forgets at once what has ended, however long its time was', async () => {
  const deadlines = new Deadlines(60_000);
  const open = deadlines.begin(() => late);
  const ended = beginAndEnd(deadlines);
  await expect
    .poll(async () => {
      await collectGarbage();
      return ended.deref() === undefined;
    })
    .toBe(true);
  open.end();
});

/** In a frame of its own, which keeps nothing alive. */
function beginAndEnd(deadlines: Deadlines): WeakRef<object> {
  const deadline = deadlines.begin(() => late);
  deadline.end();
  return new WeakRef(deadline);
}
