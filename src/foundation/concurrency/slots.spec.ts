import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

const never = new AbortController().signal;

describe('Slots', () => {
  it('gives each free slot to the one that has waited longest', async () => {
    const slots = new Slots(2);
    const began: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) void slots.take(never).then(() => began.push(name));
    await turn();
    expect(began).toEqual(['a', 'b']);
    slots.release();
    slots.release();
    await turn();
    expect(began).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives no slot to work that is no longer wanted, and keeps it for others', async () => {
    const slots = new Slots(1);
    const unwanted = new AbortController();
    expect(await slots.take(never)).toBe(true);
    const [given, other] = [slots.take(unwanted.signal), slots.take(never)];
    unwanted.abort();
    slots.release();
    expect(await Promise.all([given, other, slots.take(unwanted.signal)])).toEqual([false, true, false]);
    slots.release();
    expect(await slots.take(never)).toBe(true);
  });
});
