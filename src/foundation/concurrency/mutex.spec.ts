import { expect, it } from 'vitest';
import { Mutex } from './mutex.js';

it('runs one work at a time, in the order of the calls, also after one that failed', async () => {
  const mutex = new Mutex();
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise(setImmediate);
    steps.push(`${name} ends`);
    if (name === 'a') throw new Error('no');
    return name;
  };
  const [a, b, c] = ['a', 'b', 'c'].map((name) => mutex.run(work(name)));
  await expect(a).rejects.toThrow('no');
  expect(await Promise.all([b, c])).toEqual(['b', 'c']);
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
