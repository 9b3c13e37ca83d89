import { expect, it } from 'vitest';
import { TransientError } from '../../foundation/errors/app.error.js';
import { storeApart } from './store-apart.js';
import { DatabaseUnavailable } from './verdict.js';

const refused = new TransientError('DATABASE_REFUSED', 'does not take these values');
const away = new DatabaseUnavailable('is away');
const strange = new DatabaseUnavailable('fails', 'unclear');
/** The database takes ordinary rows. */
const taken = async () => undefined;
const rows = Array.from({ length: 8 }, (_, index) => index);

/** Fails the first inserts with these errors; all later ones are stored. */
function insertWith(...errors: readonly Error[]) {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error) throw error;
  };
}

it('stores the neighbours of a row that is refused', async () => {
  const insert = async (some: readonly number[]) => {
    if (some.includes(5)) throw refused;
  };
  const { failures, count, isAway } = await storeApart([rows], insert, taken);
  expect([[...failures], count, isAway]).toEqual([[[5, refused]], 7, false]);
});

it('blames no row for a database that goes away while the culprit is looked for', async () => {
  const { failures, isAway } = await storeApart([rows], insertWith(refused, away), taken);
  expect(isAway).toBe(true);
  expect([...failures.values()]).toEqual(rows.map(() => away));
});

it('blames no later group for the refusal of an earlier one', async () => {
  const { failures } = await storeApart([[1], [2], [3]], insertWith(refused, away), taken);
  expect([...failures.values()]).toEqual([refused, away, away]);
});

it('ends the search where no row at all is taken', async () => {
  let inserts = 0;
  const refuse = async () => {
    inserts += 1;
    throw strange;
  };
  const { failures, isAway } = await storeApart([rows], refuse, refuse);
  expect([failures.size, isAway]).toEqual([8, true]);
  expect(inserts).toBeLessThan(8);
});

it('blames no row for its values while the database refuses ordinary rows too', async () => {
  const { failures, isAway } = await storeApart(
    [rows],
    () => Promise.reject(refused),
    () => Promise.reject(strange),
  );
  expect(isAway).toBe(true);
  expect([...failures.values()]).toEqual(rows.map(() => strange));
});

it('ends the search at the first row that meets a full disk, although others would fit', async () => {
  const full = new DatabaseUnavailable('the disk is full', 'server');
  const insert = async (some: readonly number[]) => {
    if (some.length > 1 || some.includes(1)) throw full;
  };
  const { failures, count, isAway } = await storeApart([rows], insert, taken);
  expect([failures.size, count, isAway]).toEqual([7, 1, true]);
});
