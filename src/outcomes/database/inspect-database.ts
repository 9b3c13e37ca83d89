import { Kysely, sql } from 'kysely';
import type { DatabaseEngine } from './engine.js';
import { pendingMigrations } from './migrations/migrate.js';
import { withPatience } from './patience.js';
import type { Tables } from './schema.js';

/** Another process may hold the lock for a moment. */
const patienceMs = 2_000;

class Undo extends Error {}

/**
 * Reads the database and writes to it, and leaves nothing behind: what is written is a table in a transaction that is
 * undone. Closes the engine.
 *
 * @returns the names of the migrations that have not run here yet.
 * @throws what the database says.
 */
export async function inspectDatabase(engine: DatabaseEngine): Promise<readonly string[]> {
  const database = new Kysely<Tables>({ dialect: engine.dialect });
  const attempt = async () => {
    const pending = await pendingMigrations(database as unknown as Kysely<unknown>);
    await tryWriting(database, engine);
    return pending;
  };
  try {
    const canHelp = (error: unknown) => engine.verdictOf(error) === 'passing';
    return await withPatience(attempt, patienceMs, new AbortController().signal, canHelp);
  } finally {
    await database.destroy();
  }
}

async function tryWriting(database: Kysely<Tables>, engine: DatabaseEngine): Promise<void> {
  const table = `seamline_doctor_${process.pid}`;
  try {
    await database.transaction().execute(async (transaction) => {
      await engine.ensurePlace?.(transaction as unknown as Kysely<unknown>);
      await sql`create table ${sql.id(table)} (id integer)`.execute(transaction);
      await sql`insert into ${sql.id(table)} (id) values (1)`.execute(transaction);
      throw new Undo('nothing of this shall stay');
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
}
