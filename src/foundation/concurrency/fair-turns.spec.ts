import { describe, expect, it } from 'vitest';
import { FairTurns, type Share } from './fair-turns.js';

const long = 100;

/** Pieces of work that end when they are let go, and the order in which they began. */
function bench(options: { shortCost: number; longAtOnce: number }) {
  const turns = new FairTurns({ ...options, longFrom: long });
  const begun: string[] = [];
  const running = new Map<string, () => void>();
  const add = (name: string, share: Share, cost: number) =>
    turns.take(share, cost, () => {
      begun.push(name);
      return new Promise<void>((end) => running.set(name, end));
    });
  const end = async (name: string) => {
    await expect.poll(() => running.has(name)).toBe(true);
    running.get(name)?.();
    running.delete(name);
  };
  return { turns, begun, add, end };
}

describe('FairTurns', () => {
  it('let a small request pass large ones that have queued long before it', async () => {
    const { begun, add, end } = bench({ shortCost: 1, longAtOnce: 1 });
    for (let at = 0; at < 3; at += 1) {
      void add(`large ${at}`, { owner: 'first' }, 50);
      void add(`also large ${at}`, { owner: 'second' }, 50);
    }
    void add('small', { owner: 'third' }, 1);
    await end('large 0');
    await end('small');
    await end('also large 0');
    await expect.poll(() => begun).toHaveLength(4);
    expect(begun.slice(0, 3)).toEqual(['large 0', 'small', 'also large 0']);
  });

  it('give large work its part while small work comes without end', async () => {
    const { begun, add, end } = bench({ shortCost: 1, longAtOnce: 1 });
    void add('running', { owner: 0 }, 1);
    void add('large', { owner: 'large' }, 50);
    await expect.poll(() => begun).toEqual(['running']);
    for (let at = 1; at < 200 && !begun.includes('large'); at += 1) {
      void add(`small ${at}`, { owner: at }, 5);
      await end(begun.at(-1)!);
      await expect.poll(() => begun.length, { interval: 1 }).toBe(at + 1);
    }
    expect(begun.at(-1)).toBe('large');
    expect(begun.length).toBeGreaterThan(10);
  });

  it('keep a place for short work, however much long work waits', async () => {
    const { turns, begun, add, end } = bench({ shortCost: 1, longAtOnce: 1 });
    for (const name of ['a', 'b', 'c']) void add(name, { owner: name }, long);
    void add('short', { owner: 'd' }, long - 1);
    await expect.poll(() => begun).toEqual(['a', 'short']);
    await end('short');
    expect(turns.waiting).toBe(2);
    await end('a');
    await expect.poll(() => begun).toEqual(['a', 'short', 'b']);
  });

  it('drop what has not begun when its signal aborts, and let what runs end', async () => {
    const { turns, begun, add, end } = bench({ shortCost: 1, longAtOnce: 1 });
    const leaving = new AbortController();
    const share = { owner: 'leaves', signal: leaving.signal };
    const pieces = Array.from({ length: 1_000 }, (_, at) => add(`piece ${at}`, share, 1));
    const other = add('other signal', { owner: 'leaves', signal: new AbortController().signal }, 1);
    await expect.poll(() => begun).toEqual(['piece 0']);
    leaving.abort(new Error('the client has left'));
    const ends = await Promise.allSettled(pieces.slice(1));
    expect(new Set(ends.map((piece) => (piece.status === 'rejected' ? String(piece.reason) : '')))).toEqual(
      new Set(['Error: the client has left']),
    );
    await expect(turns.take(share, 1, async () => 'never')).rejects.toThrow('the client has left');
    await end('piece 0');
    await pieces[0];
    await end('other signal');
    await other;
    expect([begun, turns.waiting]).toEqual([['piece 0', 'other signal'], 0]);
  });

  it('run as much short work at once as fits, and let nobody pass work for ever that has no room yet', async () => {
    const { begun, add, end } = bench({ shortCost: 50, longAtOnce: 1 });
    void add('running', { owner: 'running' }, 45);
    void add('medium', { owner: 'medium' }, 12);
    for (const small of ['a', 'b', 'c']) {
      void add(small, { owner: small }, 5);
      await end(small);
    }
    void add('d', { owner: 'd' }, 5);
    await expect.poll(() => begun).toEqual(['running', 'a', 'b', 'c']);
    await end('running');
    await expect.poll(() => begun).toEqual(['running', 'a', 'b', 'c', 'medium', 'd']);
  });

  it('pass the turn on when the work that has no room yet is dropped', async () => {
    const { begun, add, end } = bench({ shortCost: 50, longAtOnce: 1 });
    const client = new AbortController();
    void add('running', { owner: 'running' }, 44);
    const dropped = add('no room', { owner: 'dropped', signal: client.signal }, 7);
    void add('small', { owner: 'small' }, 5);
    void add('also small', { owner: 'small' }, 5);
    await end('small');
    client.abort();
    await expect(dropped).rejects.toThrow();
    await expect.poll(() => begun).toEqual(['running', 'small', 'also small']);
  });

  it('pass the turn on when work fails', async () => {
    const { turns } = bench({ shortCost: 1, longAtOnce: 1 });
    const failing = turns.take({ owner: 1 }, 1, () => Promise.reject(new Error('failed')));
    const next = turns.take({ owner: 1 }, 1, async () => 'next');
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('next');
  });
});
