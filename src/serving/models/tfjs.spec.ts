import { expect, it, vi } from 'vitest';
import { noNative } from '../../../test/support/native.js';
import { loadTfjs, useEngine } from './tfjs.js';

it.skipIf(!noNative)(
  'refuses the native engine with the command that helps, where its library is not set up',
  async () => {
    await expect(loadTfjs('node')).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: expect.stringContaining('`npm run native`'),
    });
  },
);

it.each(['wasm', 'cpu'] as const)('computes on %s when asked to', async (choice) => {
  const tf = await loadTfjs(choice);
  expect(tf.getBackend()).toBe(choice);
  expect([...(await tf.tidy(() => tf.tensor1d([1, 2]).mul(3)).data())]).toEqual([3, 6]);
});

it('keeps the advertisements of TensorFlow.js off the console', async () => {
  const printed: unknown[] = [];
  const spies = (['log', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...words) => printed.push(words)),
  );
  const tf = await loadTfjs('cpu');
  tf.tidy(() => tf.tensor1d([1]).add(1).dataSync());
  for (const spy of spies) spy.mockRestore();
  expect(printed).toEqual([]);
});

it('goes from one engine to another and back', async () => {
  const tf = await loadTfjs('cpu');
  await loadTfjs('wasm');
  await useEngine(tf, 'cpu');
  expect(tf.getBackend()).toBe('cpu');
  await useEngine(tf, 'wasm');
  expect(tf.getBackend()).toBe('wasm');
});
