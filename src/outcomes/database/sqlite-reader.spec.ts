import { execFile } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Database } from './database.js';
import type { Renderer } from './renderer.js';
import type { Tables } from './schema.js';
import { SqliteEngine } from './sqlite.engine.js';

async function open(): Promise<{ database: Database; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-reader-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'results.db');
  const database = await Database.open(new SqliteEngine(file), 50);
  onTestFinished(() => database.close());
  return { database, file };
}

const write = (database: Database, value: number) =>
  database.write((transaction) => transaction.updateTable('counters').set({ value }).execute());

const value = (database: Database) =>
  database.scan(async (read) => {
    const row = await read.selectFrom('counters').select('value').executeTakeFirstOrThrow();
    return row.value;
  });

/** How often this thread turned to other work meanwhile. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  const end = { isThere: false };
  void work.finally(() => (end.isThere = true));
  let turns = 0;
  for (; !end.isThere; turns += 1) await turn();
  return turns;
}

/** Rows that cost time and no space. */
const numbers = (rows: number) =>
  sql<{ n: number }>`with recursive numbers (n) as
    (select 1 union all select n + 1 from numbers where n < ${sql.lit(rows)}) select n from numbers`;

const counted = (rows: number) => (read: Kysely<Tables>) =>
  sql<{ sum: number }>`select sum(n) as sum from (${numbers(rows)})`.execute(read);

describe('A scan of a SQLite file', () => {
  it('closes the file in a process that has nothing else to do', async () => {
    const { file } = await open();
    const module = new URL('../../../dist/outcomes/database/sqlite-reader.thread.js', import.meta.url);
    const program = `
      const thread = new (await import('${module.href}')).SqliteReaderThread(${JSON.stringify(file)});
      await thread.all({ sql: 'select 1', parameters: [] });
      await thread.close();
      console.log('closed');`;
    await writeFile(`${file}.mjs`, program);
    const { stdout } = await promisify(execFile)(process.execPath, [`${file}.mjs`]);
    expect(stdout).toBe('closed\n');
  });

  it('lets other work go on while its query runs', async () => {
    const { database } = await open();
    const scan = database.scan(counted(500_000));
    const turns = await turnsDuring(scan);
    expect((await scan).rows).toEqual([{ sum: 125_000_250_000 }]);
    // Two where the query runs in this thread.
    expect(turns).toBeGreaterThan(20);
  });

  it('answers any number of rows in their order, and other work goes on between its parts', async () => {
    const { database } = await open();
    const scan = database.scan((read) => numbers(20_000).execute(read));
    const turns = await turnsDuring(scan);
    const found = (await scan).rows.map(({ n }) => n);
    expect(found).toEqual(Array.from({ length: 20_000 }, (_, at) => at + 1));
    expect(turns).toBeGreaterThan(40);
  });

  it('reads what was committed before it, and cannot write', async () => {
    const { database } = await open();
    for (const number of [1, 2, 3]) {
      await write(database, number);
      expect(await value(database)).toBe(number);
    }
    const writing = database.scan((read) => read.updateTable('counters').set({ value: 9 }).execute());
    await expect(writing).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await value(database)).toBe(3);
  });

  it('gives its errors the words and the verdict of the database', async () => {
    const { database } = await open();
    const scan = database.scan((read) => sql`select picture from outcomes`.execute(read));
    await expect(scan).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      verdict: 'tables',
      reason: 'SQLITE_ERROR',
      message: expect.stringMatching(/no such column: picture/),
    });
  });

  it('fails while the file is away, creates none, and reads the one that is put in its place', async () => {
    const { database, file } = await open();
    await write(database, 1);
    await sql`vacuum into ${sql.lit(`${file}.copy`)}`.execute(database.read);
    await write(database, 2);
    expect(await value(database)).toBe(2);
    await rename(file, `${file}.away`);
    for (const beside of ['-wal', '-shm']) await rename(`${file}${beside}`, `${file}.away${beside}`);
    await expect(value(database)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/was removed while it was in use; put the file back/),
    });
    await rename(`${file}.copy`, file);
    expect(await value(database)).toBe(1);
  });

  it('fails when its thread dies, and the next one starts another thread', async () => {
    const { database } = await open();
    const dying: Renderer<unknown, object> = {
      module: 'data:text/javascript,export const die = () => process.exit(7)',
      name: 'die',
      render: () => ({}),
    };
    const query = (read: Kysely<Tables>) => read.selectFrom('counters').selectAll();
    await expect(database.render(query, dying, 'page')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/the thread that reads .* ended with code 7/),
    });
    await write(database, 5);
    expect(await value(database)).toBe(5);
  });

  it('ends with DATABASE_UNAVAILABLE when the database closes, and so does what waits for its turn', async () => {
    const { database } = await open();
    const scans = Array.from({ length: 10 }, () => database.scan(counted(200_000)));
    const ends = Promise.allSettled(scans);
    await turn();
    await database.close();
    const codes = (await ends).map((end) => (end.status === 'rejected' ? end.reason.code : 'answered'));
    expect(new Set(codes)).toEqual(new Set(['DATABASE_UNAVAILABLE']));
  });
});

describe('The lanes of scans', () => {
  it('refuse one more when 100 files wait, let pages pass them, and take files again after that', async () => {
    const { database } = await open();
    const leaving = new AbortController();
    setMaxListeners(0, leaving.signal);
    const files = Array.from({ length: 102 }, () =>
      database.scan(counted(200_000), 'bulk', leaving.signal).catch(() => undefined),
    );
    expect(() => database.admit('bulk')).toThrow(
      expect.objectContaining({ code: 'BUSY', kind: 'unavailable', details: { waiting: 100, allowed: 100 } }),
    );
    expect(() => database.admit('page')).not.toThrow();
    let left = files.length;
    for (const file of files) void file.then(() => (left -= 1));
    await value(database);
    expect(left).toBeGreaterThan(90);
    // Their clients leave, and free their places at once.
    leaving.abort();
    expect(() => database.admit('bulk')).not.toThrow();
    await Promise.all(files);
  });
});
