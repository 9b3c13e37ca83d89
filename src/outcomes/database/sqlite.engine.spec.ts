import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { lockElsewhere } from '../../../test/support/sqlite-lock.js';
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
  const other = await opened(Database.open(new SqliteEngine(file), 50));
  expect(await value(other)).toBe(0);
  await expect(write(other, 1)).rejects.toMatchObject(refused);
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
    database.write(
      (transaction) =>
        transaction
          .insertInto('requests')
          .values({ id: 'x'.repeat(1e6), broker: 'kafka', start_idx: 0, end_idx: 1, created_at: '' })
          .execute(),
      'outcomes',
    );
  await limit(1);
  await expect(fill()).rejects.toMatchObject(refused);
  // What is small goes in all the same.
  await write(database, 7);
  await expect(database.ping()).rejects.toMatchObject({ message: expect.stringContaining('free space') });
  await limit(100_000);
  await fill();
  await database.ping();
});

it('starts with a damaged file, says what helps, and is there once a whole one has taken its place', async () => {
  const file = await temporaryFile();
  await writeFile(file, 'no database '.repeat(1_000));
  const database = await opened(Database.start(new SqliteEngine(file), 50));
  expect(() => database.read).toThrow(/is damaged: file is not a database; .*restore a copy.*DATA_DIR/);
  expect(() => database.read).toThrow(expect.objectContaining(refused));
  await rm(file);
  await expect.poll(() => write(database, 1).then(() => 'written')).toBe('written');
});

it('starts without the right to its folder, and says what helps', async () => {
  const file = await temporaryFile();
  await writeFile(file, '');
  const database = await opened(Database.start(new SqliteEngine(join(file, 'data', 'results.db')), 50));
  expect(() => database.read).toThrow(/is away: .*correct DATA_DIR and the rights there/);
});

it('leaves errors of our own as they are', async () => {
  const database = await opened(Database.open(new SqliteEngine(await temporaryFile()), 50));
  const nothing = undefined as unknown as { readonly image: string };
  const mistake = database.write(async () => nothing.image);
  await expect(mistake).rejects.toBeInstanceOf(TypeError);
  expect(database.troubles.now).toBe(undefined);
});

it('holds what is written while its file is away, and goes on in the file that is put back', async () => {
  const file = await temporaryFile();
  const database = await opened(Database.open(new SqliteEngine(file), 50));
  await write(database, 1);
  await rename(file, `${file}.away`);
  await expect(write(database, 2)).rejects.toMatchObject({
    ...refused,
    message: expect.stringMatching(/was removed while it was in use; put the file back/),
  });
  await expect(database.ping()).rejects.toMatchObject(refused);
  await rename(`${file}.away`, file);
  await write(database, 3);
  expect(await value(database)).toBe(3);
  await database.ping();
});

it('writes to the file that replaces its own', async () => {
  const file = await temporaryFile();
  const database = await opened(Database.open(new SqliteEngine(file), 50));
  await write(database, 1);
  await sql`vacuum into ${sql.lit(`${file}.copy`)}`.execute(database.read);
  await rename(`${file}.copy`, file);
  await write(database, 2);
  const other = await opened(Database.open(new SqliteEngine(file), 50));
  expect(await value(other)).toBe(2);
});
