import { join } from 'node:path';
import { Kysely, type Migration, sql } from 'kysely';
import { Client } from 'pg';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { Database } from '../../src/outcomes/database/database.js';
import type { DatabaseEngine } from '../../src/outcomes/database/engine.js';
import { inspectDatabase } from '../../src/outcomes/database/inspect-database.js';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { SqliteEngine } from '../../src/outcomes/database/sqlite.engine.js';
import { migrateWithKysely, released } from './database/released/migrations.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { temporaryFolder } from '../support/test-application.js';

/** Another application's migrations, with Kysely's default names. */
const shop: Readonly<Record<string, Migration>> = {
  '001-shop': { up: (database) => database.schema.createTable('shop').addColumn('id', 'integer').execute() },
};

async function opened(engine: DatabaseEngine): Promise<Database> {
  const database = await Database.open(engine, 20_000);
  onTestFinished(() => database.close());
  return database;
}

async function withKysely(
  engine: DatabaseEngine,
  work: (database: Kysely<never>) => Promise<void>,
): Promise<void> {
  const database = new Kysely<never>({ dialect: engine.dialect });
  try {
    await work(database);
  } finally {
    await database.destroy();
  }
}

const count = (database: Database) =>
  database.write((transaction) =>
    transaction.updateTable('counters').set({ value: 1 }).where('name', '=', 'outcomes').execute(),
  );

async function rowsOf({ read }: Pick<Database, 'read'>, query: string): Promise<unknown[]> {
  return (await sql.raw(query).execute(read)).rows;
}

const columns = `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
  where table_schema = current_schema() and table_name not like '%migration%' order by 1, 2`;
const indexes = `select indexname, indexdef from pg_indexes where schemaname = current_schema()
  and tablename not like '%migration%' order by 1`;
const oldBooks = 'select name, timestamp from kysely_migration order by name';

describe('A SQLite file of version 0.1', () => {
  it('is taken over as it is, and keeps what that version looks at', async () => {
    const file = join(await temporaryFolder(), 'results.db');
    await withKysely(new SqliteEngine(file), (old) => migrateWithKysely(old, released, '0006-place'));
    expect(await inspectDatabase(new SqliteEngine(file))).toEqual([
      '0007-labels',
      '0008-waiting-labels',
      '0009-identity',
      '0010-publishers',
    ]);
    const database = await opened(new SqliteEngine(file));
    await count(database);
    expect(await rowsOf(database, oldBooks)).toHaveLength(6);
    expect(await inspectDatabase(new SqliteEngine(file))).toEqual([]);
  });
});

withServer('PostgreSQL', inject('postgres'), (server) => {
  async function emptyDatabase(): Promise<string> {
    const { url, drop } = await createDatabase(server.url);
    onTestFinished(drop);
    return url;
  }

  describe('A database of PostgreSQL', () => {
    it('serves two Seamlines in two schemas, beside another application that keeps books with Kysely', async () => {
      const url = await emptyDatabase();
      await withKysely(new PostgresEngine(url), (other) => migrateWithKysely(other, shop));
      const besides = await opened(new PostgresEngine(url));
      const one = await opened(new PostgresEngine(url, 'one'));
      const two = await opened(new PostgresEngine(url, 'two'));
      for (const database of [besides, one, two]) await count(database);
      expect(await rowsOf(one, columns)).toEqual(await rowsOf(two, columns));
      await withKysely(new PostgresEngine(url), (other) => migrateWithKysely(other, shop));
      expect(await rowsOf(besides, oldBooks)).toEqual([expect.objectContaining({ name: '001-shop' })]);
    });

    it('of version 0.1 is taken over, and a process of that version still starts on it', async () => {
      const url = await emptyDatabase();
      await withKysely(new PostgresEngine(url), (old) => migrateWithKysely(old, released));
      expect(await inspectDatabase(new PostgresEngine(url))).toEqual(['0009-identity', '0010-publishers']);
      await count(await opened(new PostgresEngine(url)));
      await withKysely(new PostgresEngine(url), (old) => migrateWithKysely(old, released));
    });

    it('has the same tables and indexes, however it came to them', async () => {
      const [former, half] = [await emptyDatabase(), await emptyDatabase()];
      await withKysely(new PostgresEngine(former), (old) => migrateWithKysely(old, released));
      await withKysely(new PostgresEngine(half), (old) =>
        migrateWithKysely(old, released, '0004-shadow-predictions'),
      );
      const old = await opened(new PostgresEngine(former));
      for (const url of [half, await emptyDatabase()]) {
        const made = await opened(new PostgresEngine(url));
        expect(await rowsOf(made, columns)).toEqual(await rowsOf(old, columns));
        expect(await rowsOf(made, indexes)).toEqual(await rowsOf(old, indexes));
      }
    });

    it('is migrated by one process, which goes on where it was interrupted; others wait and say why', async () => {
      const url = await emptyDatabase();
      await withKysely(new PostgresEngine(url), (old) =>
        migrateWithKysely(old, released, '0004-shadow-predictions'),
      );
      const [reader, looker] = [await clientOf(url), await clientOf(url)];
      // A snapshot of before keeps an index from being finished.
      await reader.query('begin transaction isolation level repeatable read');
      await reader.query('select count(*) from shadow_predictions');
      const first = await Database.start(new PostgresEngine(url), 50);
      await expect.poll(() => stateOf(first)).toMatch(/is being migrated: 0005-live, \d+ %/);
      await expect.poll(() => halfBuiltIndexes(looker)).toBe(1);
      const second = await Database.start(new PostgresEngine(url), 50);
      onTestFinished(() => second.close());
      await expect
        .poll(() => stateOf(second))
        .toMatch(/is being migrated by another process: 0005-live is under way/);
      await first.close();
      await expect.poll(() => stateOf(second)).toMatch(/is being migrated: 0005-live, \d+ %/);
      await reader.query('commit');
      await expect.poll(() => stateOf(second), { timeout: 20_000 }).toBe('there');
      expect(await halfBuiltIndexes(looker)).toBe(0);
      await count(second);
    });

    it('that a newer version has migrated ends the start in words', async () => {
      const url = await emptyDatabase();
      const database = await opened(new PostgresEngine(url));
      await rowsOf(database, "insert into seamline_migrations values ('9999-newer', 1, 'now')");
      const start = Database.start(new PostgresEngine(url), 1_000);
      await expect(start).rejects.toThrow(/migrated by a newer version: 9999-newer is not known here/);
    });

    it('that lets nobody in is waited for, and the reason is said', async () => {
      const url = new URL(await emptyDatabase());
      url.password = 'wrong';
      const database = await Database.start(new PostgresEngine(url.href), 50);
      onTestFinished(() => database.close());
      await expect.poll(() => stateOf(database)).toMatch(/password authentication failed.*DATABASE_URL/);
    });
  });
});

async function clientOf(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

async function halfBuiltIndexes(client: Client): Promise<number> {
  const { rowCount } = await client.query('select 1 from pg_index where not indisvalid');
  return rowCount ?? 0;
}

function stateOf(database: Database): string {
  try {
    return database.read ? 'there' : '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
