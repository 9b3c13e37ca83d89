import { describe, expect, it } from 'vitest';
import { Once } from './once.js';

/** Work that fails so often, and counts its runs. */
function failing(times: number) {
  let runs = 0;
  const once = new Once(async () => {
    runs += 1;
    if (runs <= times) throw new Error(`run ${runs} failed`);
    return runs;
  });
  return once;
}

describe('Work that is done once', () => {
  it('runs once for all who ask, together or one after the other', async () => {
    const once = failing(0);
    expect(await Promise.all([once.get(), once.get()])).toEqual([1, 1]);
    expect(await once.get()).toBe(1);
  });

  it('fails for all who wait, and begins again for the next, also for one that asks as soon as it hears', async () => {
    const once = failing(2);
    const first = [once.get(), once.get()];
    const again = once.get().catch(() => once.get());
    for (const one of first) await expect(one).rejects.toThrow('run 1 failed');
    await expect(again).rejects.toThrow('run 2 failed');
    expect(once.begun).toBeUndefined();
    expect(await once.get()).toBe(3);
    expect(await once.begun).toBe(3);
  });

  it('begins again once it is forgotten, and a late failure of what was forgotten takes nothing away', async () => {
    const once = failing(1);
    const forgotten = once.get();
    once.forget();
    const next = once.get();
    await expect(forgotten).rejects.toThrow('run 1 failed');
    expect(await next).toBe(2);
    expect(await once.get()).toBe(2);
  });
});
