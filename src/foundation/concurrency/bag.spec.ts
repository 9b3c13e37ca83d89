import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { collectGarbage } from '../../../test/support/collect-garbage.js';
import { Bag } from './bag.js';

const item = (name: string) => ({ name, place: 0 });
const namesIn = (bag: Bag<ReturnType<typeof item>>) => [...bag].map(({ name }) => name).toSorted();

it('keeps what was added until it is deleted, in whatever order', () => {
  const bag = new Bag<ReturnType<typeof item>>();
  const [a, b, c, d] = [item('a'), item('b'), item('c'), item('d')];
  for (const each of [a, b, c, d]) bag.add(each);
  bag.delete(b);
  expect(namesIn(bag)).toEqual(['a', 'c', 'd']);
  bag.delete(d);
  bag.delete(a);
  expect(namesIn(bag)).toEqual(['c']);
  bag.add(b);
  bag.delete(c);
  bag.delete(b);
  expect(bag.size).toBe(0);
});

it('does nothing for what is not in it', () => {
  const bag = new Bag<ReturnType<typeof item>>();
  const [a, b] = [item('a'), item('b')];
  bag.add(a);
  bag.delete(b);
  bag.add(b);
  bag.delete(a);
  bag.delete(a);
  expect(namesIn(bag)).toEqual(['b']);
});

it('leaves no trail in the old generation, as a set does', async () => {
  const bag = await trailOf(new Bag(), (_bytes, items) => items >= 100_000);
  const set = await trailOf(new Set(), (bytes) => bytes > 5_000_000);
  expect(bag.bytes).toBeLessThan(3_000_000);
  expect(set.bytes).toBeGreaterThan(5_000_000);
});

interface Passage {
  add(item: object): unknown;
  delete(item: object): unknown;
}

const mostItems = 400_000;

/** How many bytes stay in the old generation of short-lived items that pass through, until that is enough. */
async function trailOf(passage: Passage, isEnough: (bytes: number, items: number) => boolean) {
  const inside: object[] = [];
  const pass = (count: number) => {
    for (let done = 0; done < count; done += 1) {
      const passing = { place: 0, payload: kilobyte.slice() };
      passage.add(passing);
      inside.push(passing);
      if (inside.length > 64) passage.delete(inside.shift() as object);
      // As much as else is made for a message, so that collections come as often.
      for (let more = 0; more < 20; more += 1) kilobyte.slice();
    }
  };
  pass(100);
  // Any table of today is in the old generation now, as it will be sooner or later.
  await collectGarbage();
  const before = oldBytes();
  let trail = { bytes: 0, items: 0 };
  // How often the young generation is collected depends on what this process did before, so a set may need more.
  while (trail.items < mostItems && !isEnough(trail.bytes, trail.items)) {
    pass(10_000);
    trail = { bytes: oldBytes() - before, items: trail.items + 10_000 };
  }
  return trail;
}

const kilobyte = Array.from({ length: 125 }, () => Math.random());

const oldBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size;
