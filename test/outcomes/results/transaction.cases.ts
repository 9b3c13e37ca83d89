import { expect, it, onTestFinished } from 'vitest';
import { Database } from '../../../src/outcomes/database/database.js';
import { type Desk, type MakeDatabase, openDesks, openOneDesk } from './lab.js';

type WithDatabase = Pick<Desk, 'database'>;

const count = ({ database }: WithDatabase, by = 1) =>
  database.write(async (transaction) => {
    await transaction
      .updateTable('counters')
      .set((row) => ({ value: row('value', '+', by) }))
      .where('name', '=', 'outcomes')
      .execute();
  });

async function value({ database }: WithDatabase): Promise<unknown> {
  const row = await database.read
    .selectFrom('counters')
    .select('value')
    .where('name', '=', 'outcomes')
    .executeTakeFirstOrThrow();
  return row.value;
}

export function transactionCases(make: MakeDatabase): void {
  it('are there again when the database is opened another time', async () => {
    const engine = await make();
    const first = await Database.open(await engine());
    await count({ database: first });
    await first.close();
    const second = await Database.open(await engine());
    onTestFinished(() => second.close());
    expect(await value({ database: second })).toBe(1);
  });

  it('get their tables once when several processes start at the same time', async () => {
    const desks = await openDesks(make, 6);
    await Promise.all(desks.map((desk) => count(desk)));
    expect(await Promise.all(desks.map(value))).toEqual([6, 6, 6, 6, 6, 6]);
  });

  it('lose no write when two processes write at the same time', async () => {
    const desks = await openDesks(make, 2);
    await Promise.all(Array.from({ length: 100 }, (_, turn) => count(desks[turn % 2]!)));
    expect(await value(desks[0]!)).toBe(100);
  });

  it('undo a write that fails half-way, and pass its error on as it is', async () => {
    const desk = await openOneDesk(make);
    const error = new Error('half-way');
    const failing = desk.database.write(async (transaction) => {
      await transaction.updateTable('counters').set({ value: 7 }).execute();
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(await value(desk)).toBe(0);
  });

  it('blame a row for its values, and the database for everything else', async () => {
    const { database } = await openOneDesk(make);
    const twice = { name: 'twice', value: 0 };
    const constraint = database.write((transaction) =>
      transaction.insertInto('counters').values([twice, twice]).execute(),
    );
    await expect(constraint).rejects.toMatchObject({ code: 'DATABASE_REFUSED', kind: 'transient' });
    const unknown = database.read
      .withTables<{ nowhere: object }>()
      .selectFrom('nowhere')
      .selectAll()
      .execute();
    await expect(unknown).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', verdict: 'tables' });
    await count({ database }, 3);
    expect(await value({ database })).toBe(3);
  });

  it('refuse to work once closed, and can be closed again', async () => {
    const { database } = await openOneDesk(make);
    await database.close();
    await database.close();
    await expect(count({ database })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
}
