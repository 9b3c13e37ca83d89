import { describe, expect, it } from 'vitest';
import { abort, promote, rollBack, beginCanary, beginShadow, swapTo } from './decisions.js';

const conflict = expect.objectContaining({ code: 'MODEL_CONFLICT' });
const canary = { version: '3', percent: 10 };

describe('what a model’s versions do next', () => {
  it('a swap remembers what served before, and is undone by rolling back', () => {
    const swapped = swapTo('2')({ version: '1' });
    expect(swapped).toEqual({ version: '2', previous: '1' });
    expect(rollBack(swapped)).toEqual({ version: '1', previous: '2' });
    expect(rollBack(rollBack(swapped))).toEqual(swapped);
  });

  it('a swap to what serves changes nothing', () => {
    const now = { version: '2', previous: '1', shadow: '3' };
    expect(swapTo('2')(now)).toEqual(now);
  });

  it('a version that serves is on trial no more, and other trials go on', () => {
    expect(swapTo('3')({ version: '1', canary, shadow: '4' })).toEqual({
      version: '3',
      previous: '1',
      shadow: '4',
    });
    expect(swapTo('4')({ version: '1', canary, shadow: '4' })).toEqual({
      version: '4',
      previous: '1',
      canary,
    });
  });

  it('without a version before there is nothing to roll back to', () => {
    expect(() => rollBack({ version: '1' })).toThrow(conflict);
  });

  it('the canary is promoted, and the shadow where there is no canary', () => {
    expect(promote({ version: '1', canary, shadow: '4' })).toMatchObject({ version: '3', previous: '1' });
    expect(promote({ version: '1', shadow: '4' })).toEqual({ version: '4', previous: '1' });
    expect(() => promote({ version: '1', previous: '2' })).toThrow(conflict);
  });

  it('aborting ends both trials, and is no mistake when there is none', () => {
    const now = { version: '2', previous: '1' };
    expect(abort({ ...now, canary, shadow: '4' })).toEqual(now);
    expect(abort(now)).toEqual(now);
  });

  it('a version cannot be on trial beside itself', () => {
    expect(() => beginCanary('1', 10)({ version: '1' })).toThrow(conflict);
    expect(() => beginShadow('1')({ version: '1' })).toThrow(conflict);
  });

  it('a canary knows since when', () => {
    const { canary: started } = beginCanary('2', 25)({ version: '1', shadow: '3' });
    expect(started).toMatchObject({ version: '2', percent: 25 });
    expect(Date.now() - Date.parse(started?.since ?? '')).toBeLessThan(60_000);
  });
});
