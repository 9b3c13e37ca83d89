import { expect, it } from 'vitest';
import { ownSettings } from '../support/test-application.js';
import { run } from './cli/seamline.js';

const rate = ['plan', '--images-per-second', '1000', '--classifier-micros', '80'];

it('plan measures a model that it names, as a classifier of these settings runs it', async () => {
  const settings = { ...(await ownSettings()), BATCH_SIZE: '16', BACKEND: 'wasm' };
  const { code, output } = await run(settings, ...rate, '--model', 'fashion-mnist@1', '--json');
  expect(code).toBe(0);
  const { demand, plan, measured } = JSON.parse(output);
  expect(measured).toMatchObject({ backend: 'wasm', batchSize: 16, modelMicros: demand.modelMicros });
  expect(plan.imagesPerSecondEach).toBeGreaterThan(100);
  // Node itself has some 50 MB.
  expect(measured.memoryMegabytes).toBeGreaterThan(60);
});

it.each([
  [['--model', 'nobodys'], 'there is no model "nobodys"'],
  [[], 'give --model or --model-micros, and not both'],
  [['--model', 'fashion-mnist', '--model-micros', '40'], 'give --model or --model-micros, and not both'],
])('plan refuses %s in words', async (words, reason) => {
  const { code, notes } = await run(await ownSettings(), ...rate, ...words);
  expect([code, notes]).toEqual([2, expect.stringContaining(reason)]);
});
