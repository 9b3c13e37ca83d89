import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { MigrationWay } from './engine.js';
import { createIndex } from './migrations/create-index.js';
import type { NewIndex, StepRunner } from './migrations/migration.js';
import { DatabaseUnavailable } from './verdict.js';

/** In milliseconds. A statement that waits for a table blocks all later ones, so there are many short attempts. */
const lockTimeout = '500ms';
const shortestPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Runs the work while this process has the lock for the schema. The lock belongs to a transaction, which a pooler
 * between us and the server keeps together. That transaction has read no row, so a concurrent index build does not
 * wait for it.
 *
 * @param database without limits of time.
 * @throws UnavailableError `DATABASE_UNAVAILABLE` when another process has the lock; it names that process's
 *   migration.
 */
export async function migratingAlone(
  database: Kysely<unknown>,
  description: string,
  { next, signal }: MigrationWay,
  work: (runner: StepRunner) => Promise<void>,
): Promise<void> {
  // With another isolation it would keep a snapshot, which a concurrent index build waits for.
  const alone = database.transaction().setIsolationLevel('read committed');
  await alone.execute(async (lock) => {
    const { rows } = await sql<{ free: boolean; schema: string }>`
      select pg_try_advisory_xact_lock(hashtext('seamline'), hashtext(current_schema())) as free,
        current_schema() as schema`.execute(lock);
    const { free = false, schema = '' } = rows[0] ?? {};
    if (!free)
      throw new DatabaseUnavailable(
        `${description} is being migrated by another process: ${next} is under way`,
      );
    await work({
      atomically: (step) => atomically(database, step, signal),
      createIndex: (index) => createConcurrently(database, index, schema),
    });
  });
}

async function atomically(
  database: Kysely<unknown>,
  work: (database: Kysely<unknown>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await database.transaction().execute(async (transaction) => {
        await sql`select set_config('lock_timeout', ${lockTimeout}, true)`.execute(transaction);
        await work(transaction);
      });
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03') throw error;
    }
    await pause(pauseMs, undefined, { signal });
  }
}

/**
 * An interrupted build leaves an invalid index: that one is dropped first. No transaction may surround a concurrent
 * build, so behind a pooler no search path does either: the names have their schema.
 */
async function createConcurrently(database: Kysely<unknown>, index: NewIndex, schema: string): Promise<void> {
  const { rows } = await sql`
    select 1 from pg_index join pg_class on pg_class.oid = indexrelid
    where relname = ${index.index} and not indisvalid
      and relnamespace = to_regnamespace(quote_ident(${schema}))`.execute(database);
  if (rows.length > 0) await sql`drop index concurrently ${sql.id(schema, index.index)}`.execute(database);
  await createIndex(index, 'concurrently if not exists', schema).execute(database);
}
