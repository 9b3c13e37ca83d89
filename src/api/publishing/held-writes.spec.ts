import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { HeldWrites } from './held-writes.js';

it('gives up no write but the oldest when more wait than it holds, also while that one runs', async () => {
  const writes = new HeldWrites();
  let letGo = (): void => undefined;
  writes.hold(() => new Promise((resolve) => (letGo = resolve)), new Error('away'));
  const closed = writes.close();
  await turn();
  const done: number[] = [];
  for (let write = 0; write < 1_000; write += 1) writes.hold(async () => void done.push(write), undefined);
  letGo();
  await closed;
  expect(done).toEqual(Array.from({ length: 1_000 }, (_, write) => write));
});
