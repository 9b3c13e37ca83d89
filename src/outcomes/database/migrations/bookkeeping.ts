import { type Kysely, PostgresAdapter, sql } from 'kysely';
import { InvalidError } from '../../../foundation/errors/app.error.js';

/** The state of a migration. */
export interface MigrationProgress {
  readonly name: string;
  /** The number of its finished steps. */
  readonly steps: number;
  /** Null while it is running. */
  readonly finished_at: string | null;
}

type Books = {
  seamline_migrations: MigrationProgress;
  /** Kysely's own table. Seamline used it until 0.1, and other applications may use it in the same schema. */
  kysely_migration: { name: string; timestamp: string };
};

const books = (database: Kysely<unknown>) => database.withTables<Books>();

/**
 * The migrations that have run here; changes nothing.
 *
 * @param names of all migrations that this version knows, in their order.
 * @throws InvalidError `BAD_CONFIG` when a newer version has migrated the database.
 */
export async function readProgress(
  database: Kysely<unknown>,
  names: readonly string[],
): Promise<ReadonlyMap<string, MigrationProgress>> {
  const rows = (await hasTable(database, 'seamline_migrations'))
    ? await books(database).selectFrom('seamline_migrations').selectAll().execute()
    : await readFormer(database, names);
  const unknown = rows.find(({ name }) => !names.includes(name));
  if (unknown) {
    const text = `the database was migrated by a newer version: ${unknown.name} is not known here; start that version, or restore a copy from before`;
    throw new InvalidError('BAD_CONFIG', text);
  }
  return new Map(rows.map((row) => [row.name, row]));
}

/**
 * Creates the table, with the migrations that ran before it existed. Older versions still find theirs in Kysely's
 * table.
 */
export async function openBooks(database: Kysely<unknown>, names: readonly string[]): Promise<void> {
  if (await hasTable(database, 'seamline_migrations')) return;
  const former = await readFormer(database, names);
  await books(database)
    .schema.createTable('seamline_migrations')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('steps', 'integer', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .execute();
  if (former.length > 0) await books(database).insertInto('seamline_migrations').values(former).execute();
}

export async function writeProgress(database: Kysely<unknown>, progress: MigrationProgress): Promise<void> {
  const { steps, finished_at } = progress;
  await books(database)
    .insertInto('seamline_migrations')
    .values(progress)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ steps, finished_at }))
    .execute();
}

/** Another application's migrations have other names, and are ignored. */
async function readFormer(database: Kysely<unknown>, names: readonly string[]): Promise<MigrationProgress[]> {
  if (!(await hasTable(database, 'kysely_migration'))) return [];
  const rows = await books(database).selectFrom('kysely_migration').select(['name', 'timestamp']).execute();
  const isOurs = rows.every(({ name }) => names.includes(name));
  return isOurs ? rows.map(({ name, timestamp }) => ({ name, steps: 1, finished_at: timestamp })) : [];
}

/** Whether the table can be read, in the schema where tables are created. */
export async function hasTable(database: Kysely<unknown>, table: string): Promise<boolean> {
  const isPostgres = database.getExecutor().adapter instanceof PostgresAdapter;
  const query = isPostgres
    ? sql`select 1 from pg_class where relname = ${table} and has_table_privilege(oid, 'select')
        and relnamespace = to_regnamespace(quote_ident(current_schema()))`
    : sql`select 1 from sqlite_master where type = 'table' and name = ${table}`;
  return (await query.execute(database)).rows.length > 0;
}
