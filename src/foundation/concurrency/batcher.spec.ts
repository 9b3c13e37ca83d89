import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.js';

/** A runner that is busy until it is told to go on, and remembers its batches. */
function gatedRunner() {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const run = async (items: readonly number[]) => {
    batches.push([...items]);
    await new Promise<void>((open) => gates.push(open));
    return items.map((item) => item * 2);
  };
  const open = async () => {
    await expect.poll(() => gates.length).toBeGreaterThan(0);
    gates.shift()?.();
  };
  return { batches, run, open };
}

describe('Batcher', () => {
  it('runs a single call at once and groups what queues up meanwhile', async () => {
    const { batches, run, open } = gatedRunner();
    const batcher = new Batcher(run, { maxItems: 3 });
    const first = batcher.add(1);
    await expect.poll(() => batches).toEqual([[1]]);
    const rest = [2, 3, 4, 5].map((item) => batcher.add(item));
    await open();
    await open();
    await open();
    expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('never mixes up the results of its callers', async () => {
    const seed = Date.now();
    console.log(`seed ${seed}`);
    const values = Array.from({ length: 2000 }, (_, index) => (index * 7919 + seed) % 100_003);
    const batcher = new Batcher(async (items: readonly number[]) => items.map((item) => item * 3 + 1), {
      maxItems: 17,
      concurrency: 3,
    });
    expect(await Promise.all(values.map((value) => batcher.add(value)))).toEqual(
      values.map((v) => v * 3 + 1),
    );
  });

  it('keeps a batch under its bytes, and runs a larger item alone', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher(
      async (items: readonly number[]) => {
        batches.push([...items]);
        return items;
      },
      { maxItems: 10, maxBytes: 100, sizeBytes: (bytes) => bytes },
    );
    await Promise.all([60, 30, 20, 500, 40].map((bytes) => batcher.add(bytes)));
    expect(batches).toEqual([[60, 30], [20], [500], [40]]);
  });

  it('drops items whose signal has aborted when their batch would begin, and fills it with others', async () => {
    const { batches, run, open } = gatedRunner();
    const batcher = new Batcher(run, { maxItems: 2 });
    const leaving = new AbortController();
    const { signal } = leaving;
    const first = batcher.add(1, { signal });
    await expect.poll(() => batches).toEqual([[1]]);
    const left = [2, 3, 4].map((item) => batcher.add(item, { signal }));
    const others = [5, 6].map((item) => batcher.add(item));
    leaving.abort(new Error('the client has left'));
    await open();
    await Promise.all(left.map((item) => expect(item).rejects.toThrow('the client has left')));
    await open();
    expect(await Promise.all([first, ...others])).toEqual([2, 10, 12]);
    expect(batches).toEqual([[1], [5, 6]]);
  });

  it('closes when nobody wants what is left', async () => {
    const { run, open } = gatedRunner();
    const batcher = new Batcher(run, { maxItems: 1 });
    const leaving = new AbortController();
    const first = batcher.add(1);
    await open();
    await first;
    const left = batcher.add(2, { signal: leaving.signal });
    leaving.abort(new Error('the client has left'));
    const closed = batcher.close();
    await expect(left).rejects.toThrow('the client has left');
    await closed;
  });

  it('waits for company no longer than it is told, and not at all once a batch is full', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher(
      async (items: readonly number[]) => {
        batches.push([...items]);
        return items;
      },
      { maxItems: 2, maxWaitMs: 20 },
    );
    await Promise.all([1, 2, 3].map((item) => batcher.add(item)));
    expect(batches).toEqual([[1, 2], [3]]);
  });

  it('fails every caller of a batch that throws, and goes on with the next', async () => {
    const batcher = new Batcher(
      async (items: readonly number[]) => {
        if (items.includes(1)) throw new Error('one is bad');
        return items;
      },
      { maxItems: 2 },
    );
    const settled = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('refuses a runner that answers another number of results', async () => {
    const batcher = new Batcher(async () => [1], { maxItems: 2 });
    const settled = await Promise.allSettled([batcher.add('a'), batcher.add('b')]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('runs the more urgent first, and keeps the order within one priority', async () => {
    const { batches, run, open } = gatedRunner();
    const batcher = new Batcher(run, { maxItems: 2 });
    const first = batcher.add(0);
    await expect.poll(() => batches).toEqual([[0]]);
    const priorities = [0, 200, 1, 0, 200, 1];
    const rest = priorities.map((priority, at) => batcher.add(at + 1, { priority }));
    for (let batch = 0; batch < 4; batch += 1) await open();
    expect(await Promise.all([first, ...rest])).toEqual([0, 2, 4, 6, 8, 10, 12]);
    expect(batches).toEqual([[0], [3, 6], [1, 4], [2, 5]]);
  });

  it('gives up what no batch had room for in its time, and nothing that is in one', async () => {
    const { batches, run, open } = gatedRunner();
    const batcher = new Batcher(run, { maxItems: 1 });
    const running = batcher.add(1, { timeoutMs: 500 });
    await expect.poll(() => batches).toEqual([[1]]);
    await expect(batcher.add(2, { timeoutMs: 600 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
    const patient = batcher.add(3, { timeoutMs: 60_000 });
    await open();
    await open();
    expect(await Promise.all([running, patient])).toEqual([2, 6]);
    expect(batches).toEqual([[1], [3]]);
  });

  it('close waits for what was accepted and refuses the rest', async () => {
    const { run, open } = gatedRunner();
    const batcher = new Batcher(run, { maxItems: 1 });
    const accepted = [batcher.add(1), batcher.add(2)];
    const closed = batcher.close();
    await expect(batcher.add(3)).rejects.toThrow('closed');
    await open();
    await open();
    await closed;
    expect(await Promise.all(accepted)).toEqual([2, 4]);
  });
});
