import { type Kysely, sql } from 'kysely';
import { bytesType } from './column-types.js';
import type { MigrationStep } from './migration.js';

async function createTallies(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('tallies')
    .addColumn('known', 'integer', (column) => column.notNull())
    .addColumn('true_label', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('images', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('tallies_once', ['known', 'true_label', 'label'])
    .execute();
  await sql`
    insert into tallies (known, true_label, label, images)
    select case when true_label is null then 0 else 1 end, substr(coalesce(true_label, ''), 1, 200),
      substr(coalesce(label, ''), 1, 200), count(*)
    from outcomes where state = 'predicted' group by 1, 2, 3`.execute(database);
  await sql`
    insert into counters (name, value)
    select 'repeats', coalesce(sum(repeats), 0) from outcomes`.execute(database);
}

async function createRates(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('rates')
    .addColumn('slot', 'integer', (column) => column.primaryKey())
    .addColumn('second', 'bigint', (column) => column.notNull())
    .addColumn('images', 'bigint', (column) => column.notNull())
    .execute();
}

async function createPictures(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('pictures')
    .addColumn('image_id', 'text', (column) => column.primaryKey())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('bytes', bytesType(database), (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('pictures_by_age').on('pictures').column('created_at').execute();
}

async function markUploads(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .alterTable('requests')
    .addColumn('uploaded', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

async function keepTraces(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('outcomes').addColumn('trace_id', 'text').execute();
}

/**
 * Running numbers, so that no query counts a million rows each second; kept pictures; indexes for filters and
 * retention. The numbers come last: rows that a process of the version before stores after them are not counted.
 */
export const live: readonly MigrationStep[] = [
  createRates,
  createPictures,
  markUploads,
  keepTraces,
  { index: 'outcomes_by_request_seq', on: 'outcomes', columns: ['request_id', 'state', 'seq'] },
  {
    index: 'outcomes_unpredicted',
    on: 'outcomes',
    columns: ['image_index', 'image_id', 'state'],
    where: "state <> 'predicted'",
  },
  { index: 'requests_by_age', on: 'requests', columns: ['created_at', 'id'] },
  { index: 'dead_letters_by_age', on: 'dead_letters', columns: ['stored_at'] },
  createTallies,
];
