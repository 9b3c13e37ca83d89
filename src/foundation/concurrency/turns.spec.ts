import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

/** Work that ends when it is let go. */
function held() {
  let letGo = (): void => undefined;
  const until = new Promise<void>((resolve) => (letGo = resolve));
  return { work: () => until, letGo: () => letGo() };
}

describe('Turns', () => {
  it('let so many run at once, and the others in the order of asking', async () => {
    const turns = new Turns(2);
    const started: number[] = [];
    const pieces = Array.from({ length: 5 }, held);
    const ends = pieces.map(({ work }, at) =>
      turns.take(() => {
        started.push(at);
        return work();
      }),
    );
    await expect.poll(() => started).toEqual([0, 1]);
    expect(turns.waiting).toBe(3);
    pieces[1]!.letGo();
    await expect.poll(() => started).toEqual([0, 1, 2]);
    for (const { letGo } of pieces) letGo();
    await Promise.all(ends);
    expect([started, turns.waiting]).toEqual([[0, 1, 2, 3, 4], 0]);
  });

  it('give the place of work that is given up to nobody, and of work that failed to the next', async () => {
    const turns = new Turns(1);
    const { work, letGo } = held();
    const first = turns.take(work);
    const leaving = new AbortController();
    const left = turns.take(async () => 'never', leaving.signal);
    const failing = turns.take(() => Promise.reject(new Error('failed')));
    const last = turns.take(async () => 'last');
    leaving.abort(new Error('the client has left'));
    await expect(left).rejects.toThrow('the client has left');
    expect(turns.waiting).toBe(2);
    letGo();
    await first;
    await expect(failing).rejects.toThrow('failed');
    expect(await last).toBe('last');
    await expect(turns.take(async () => 'never', leaving.signal)).rejects.toThrow('the client has left');
    expect(await turns.take(async () => 'free')).toBe('free');
  });
});
