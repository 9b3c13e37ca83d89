import { describe, expect, it } from 'vitest';
import { TransientError, UnavailableError } from '../errors/app.error.js';
import { isolateFailures } from './isolate-failures.js';

/** A model that throws on a batch with one of these in it, and counts its runs. */
function modelThatFailsOn(poison: ReadonlySet<number>) {
  const model = {
    runs: 0,
    run: async (items: readonly number[]) => {
      model.runs += 1;
      if (items.some((item) => poison.has(item))) throw new TransientError('MODEL_FAILED', 'it threw');
      return items.map((item) => item * 10);
    },
  };
  return model;
}

const items = Array.from({ length: 128 }, (_, index) => index);

describe('isolateFailures', () => {
  it('runs a batch without a culprit once', async () => {
    const model = modelThatFailsOn(new Set());
    expect(await isolateFailures(items, model.run, async () => {})).toEqual(items.map((item) => item * 10));
    expect(model.runs).toBe(1);
  });

  it.each([0, 1, 63, 64, 100, 127])(
    'answers everybody but the culprit at %i, with at most 14 more runs',
    async (at) => {
      const model = modelThatFailsOn(new Set([at]));
      const outcomes = await isolateFailures(items, model.run, async () => expect.fail('others have passed'));
      expect(outcomes.filter((outcome) => typeof outcome === 'number')).toEqual(
        items.filter((item) => item !== at).map((item) => item * 10),
      );
      expect(outcomes[at]).toMatchObject({ code: 'MODEL_FAILED', kind: 'invalid' });
      expect(model.runs - 1).toBeLessThanOrEqual(14);
    },
  );

  it('finds several culprits', async () => {
    const model = modelThatFailsOn(new Set([3, 4, 90]));
    const outcomes = await isolateFailures(items, model.run, async () => {});
    expect(outcomes.flatMap((outcome, index) => (typeof outcome === 'number' ? [] : [index]))).toEqual([
      3, 4, 90,
    ]);
  });

  it('blames a single image only if the blank one passes', async () => {
    const model = modelThatFailsOn(new Set([7]));
    expect(await isolateFailures([7], model.run, async () => {})).toMatchObject([{ kind: 'invalid' }]);
    const fails = () => Promise.reject(new Error('broken'));
    expect(await isolateFailures([7], model.run, fails)).toMatchObject([{ code: 'MODEL_UNAVAILABLE' }]);
  });

  it('blames nobody when the model fails on everything', async () => {
    const fails = () => Promise.reject(new Error('broken'));
    const outcomes = await isolateFailures(items.slice(0, 4), fails, fails);
    expect(outcomes).toMatchObject(Array.from({ length: 4 }, () => ({ kind: 'unavailable' })));
  });

  it('does not search for culprits while the model is away', async () => {
    let runs = 0;
    const away = async () => {
      runs += 1;
      throw new UnavailableError('MODEL_UNAVAILABLE', 'away');
    };
    await isolateFailures(items, away, away);
    expect(runs).toBe(2);
  });
});
