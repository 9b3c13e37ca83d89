import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { lockElsewhere } from '../../test/services/sqlite-lock.js';
import { Database } from './database.js';
import { SqliteEngine } from './sqlite.engine.js';

const refused = { code: 'DATABASE_UNAVAILABLE', kind: 'unavailable' };

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-database-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'results.db');
}

async function opened(opening: Promise<Database>): Promise<Database> {
  const database = await opening;
  onTestFinished(() => database.close());
  return database;
}

const write = (database: Database, value: number) =>
  database.write((transaction) => transaction.updateTable('counters').set({ value }).execute());

async function value(database: Database): Promise<number> {
  const row = await database.read.selectFrom('counters').select('value').executeTakeFirstOrThrow();
  return row.value;
}

it('goes on reading while another process holds the lock, and writes once it is free', async () => {
  const file = await temporaryFile();
  const database = await opened(Database.open(new SqliteEngine(file), 20_000));
  const lock = await lockElsewhere(file);
  const writing = write(database, 1);
  expect(await value(database)).toBe(0);
  await lock.release();
  await writing;
  expect(await value(database)).toBe(1);
});

it('says DATABASE_UNAVAILABLE when the lock is held for too long, and works again after that', async () => {
  const file = await temporaryFile();
  const database = await opened(Database.open(new SqliteEngine(file), 50));
  const lock = await lockElsewhere(file);
  await expect(write(database, 1)).rejects.toMatchObject(refused);
  await expect(Database.open(new SqliteEngine(file), 50)).rejects.toMatchObject(refused);
  await lock.release();
  await expect.poll(() => write(database, 2).then(() => 'written')).toBe('written');
  expect(await value(database)).toBe(2);
});

it('starts while another process holds the lock, and is there once it is free', async () => {
  const file = await temporaryFile();
  const lock = await lockElsewhere(file);
  const database = await opened(Database.start(new SqliteEngine(file), 50));
  expect(() => database.read).toThrow(expect.objectContaining(refused));
  await lock.release();
  await expect.poll(() => write(database, 1).then(() => 'written')).toBe('written');
});

it('says DATABASE_UNAVAILABLE when the disk is full, and works again when there is room', async () => {
  const database = await opened(Database.open(new SqliteEngine(await temporaryFile()), 50));
  const limit = (pages: number) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(database.read);
  const fill = () =>
    database.write((transaction) =>
      transaction
        .insertInto('requests')
        .values({ id: 'x'.repeat(1e6), broker: 'kafka', start_idx: 0, end_idx: 1, created_at: '' })
        .execute(),
    );
  await limit(1);
  await expect(fill()).rejects.toMatchObject(refused);
  await limit(100_000);
  await fill();
});
