import { describe, expect, it } from 'vitest';
import { KeyedSequence } from './keyed-sequence.js';

describe('KeyedSequence', () => {
  it('holds back the later work of a key while an earlier one is not done, and other keys not at all', async () => {
    const sequence = new KeyedSequence();
    const started: string[] = [];
    let finishFirst = () => {};
    const start = (name: string) => async () => void started.push(name);
    const first = sequence.run('a', () => {
      started.push('a1');
      return new Promise<void>((done) => (finishFirst = done));
    });
    const rest = [
      sequence.run('a', start('a2')),
      sequence.run('b', start('b1')),
      sequence.run(undefined, start('none')),
    ];
    await expect.poll(() => started.length).toBe(3);
    expect(started.toSorted()).toEqual(['a1', 'b1', 'none']);
    finishFirst();
    await Promise.all([first, ...rest]);
    expect(started.at(-1)).toBe('a2');
  });

  it('goes on after work that failed, and hands the failure to its own caller', async () => {
    const sequence = new KeyedSequence();
    const failed = sequence.run('a', () => Promise.reject(new Error('no')));
    const next = sequence.run('a', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
