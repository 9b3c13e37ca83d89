import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Database } from '../../../src/outcomes/database/database.js';
import { RowInserts } from '../../../src/outcomes/database/row-inserts.js';
import { type MakeDatabase, openOneDesk } from './lab.js';

interface Row {
  readonly name: string;
  readonly value: unknown;
}

/** Rows that no database takes: what a constraint forbids, and what a function of the database refuses in its own words. */
const bad = { name: 'bad', value: null };
const strange = { name: 'strange', value: 'strange' };

const good = (name: string): Row => ({ name, value: 1 });
const goods = (count: number) => Array.from({ length: count }, (_, at) => good(`good-${at}`));

/** A value that is `strange` makes the statement itself fail, which the database does not call a fault of the row. */
function insertsInto(database: Database, doubtMs?: number, ordinary: Row = good('ordinary')) {
  const insert = (rows: readonly Row[]) =>
    database.write(async (transaction) => {
      for (const { name, value } of rows) {
        const stored = value === 'strange' ? sql`no_such_function(1)` : sql`${value}`;
        await sql`insert into counters (name, value) values (${name}, ${stored})`.execute(transaction);
      }
    });
  const tryOrdinary = () => database.trials.tryOrdinary(() => insert([ordinary]), 'outcomes');
  return new RowInserts<Row>(insert, { nameOf: ({ name }) => name, tryOrdinary, doubtMs });
}

async function save(inserts: RowInserts<Row>, rows: readonly Row[]): Promise<Record<string, unknown>> {
  const results = await Promise.allSettled(rows.map((row) => inserts.save(row)));
  return Object.fromEntries(
    results.flatMap((result, at) =>
      result.status === 'rejected' ? [[rows[at]!.name, { ...result.reason }]] : [],
    ),
  );
}

async function storedGoods({ read }: Database): Promise<number> {
  const rows = await read.selectFrom('counters').select('name').where('name', 'like', 'good%').execute();
  return rows.length;
}

export function badRowCases(make: MakeDatabase): void {
  it('store the neighbours of a row whose values are wrong, which alone is refused', async () => {
    const { database } = await openOneDesk(make);
    const failed = await save(insertsInto(database), [...goods(20), bad, good('good-last')]);
    expect(failed).toEqual({ bad: expect.objectContaining({ code: 'DATABASE_REFUSED', kind: 'transient' }) });
    expect(await storedGoods(database)).toBe(21);
  });

  it('blame a row that comes alone, because ordinary rows are taken: at once or after a while', async () => {
    const { database } = await openOneDesk(make);
    const inserts = insertsInto(database, 100);
    expect(await save(inserts, [bad])).toEqual({
      bad: expect.objectContaining({ code: 'DATABASE_REFUSED', kind: 'transient' }),
    });
    await expect
      .poll(() => save(inserts, [strange]), { interval: 20 })
      .toEqual({
        strange: expect.objectContaining({ code: 'DATABASE_REFUSED', kind: 'invalid' }),
      });
    const { read } = database;
    const tried = read.selectFrom('counters').select('name').where('name', '=', 'ordinary');
    expect(await tried.execute()).toEqual([]);
  });

  it('blame no row for its values while ordinary rows are refused too', async () => {
    const { database } = await openOneDesk(make);
    const failed = await save(insertsInto(database, 0, { ...bad, name: 'ordinary' }), [bad]);
    expect(failed).toEqual({ bad: expect.objectContaining({ kind: 'unavailable', verdict: 'tables' }) });
    expect(database.troubles.now?.message).toMatch(/refuses every row: .*undo what was changed/);
  });

  it('hold a row that fails for a reason of its own, and blame it once others are stored all the while', async () => {
    const { database } = await openOneDesk(make);
    const inserts = insertsInto(database, 100);
    const held = { strange: expect.objectContaining({ code: 'DATABASE_UNAVAILABLE', verdict: 'unclear' }) };
    expect(await save(inserts, [...goods(20), strange])).toEqual(held);
    expect(await storedGoods(database)).toBe(20);
    expect(await save(inserts, [strange])).toEqual(held);
    let turn = 20;
    const again = async () => await save(inserts, [good(`good-${(turn += 1)}`), strange]);
    await expect.poll(again, { interval: 20 }).toEqual({
      strange: expect.objectContaining({ code: 'DATABASE_REFUSED', kind: 'invalid' }),
    });
    expect(await storedGoods(database)).toBe(turn);
  });

  it('hold every row, however long, while the database takes none', async () => {
    const { database } = await openOneDesk(make);
    const inserts = insertsInto(database, 0, strange);
    const all = goods(20).map(({ name }) => ({ ...strange, name }));
    for (const turn of [1, 2, 3]) {
      const failed = Object.values(await save(inserts, all));
      expect([turn, failed.length]).toEqual([turn, 20]);
      for (const error of failed) expect(error).toMatchObject({ kind: 'unavailable' });
    }
    expect(database.troubles.now?.message).toMatch(/fails: .*no_such_function/);
    expect([...database.troubles.codes.values()]).toEqual([expect.any(Number)]);
  });
}
