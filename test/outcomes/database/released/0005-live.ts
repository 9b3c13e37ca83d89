import { sql, type Kysely, type Migration } from 'kysely';
import { bytesType } from '../../../../src/outcomes/database/migrations/column-types.js';

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

async function createIndexes(database: Kysely<unknown>): Promise<void> {
  const byRequest = database.schema.createIndex('outcomes_by_request_seq').on('outcomes');
  await byRequest.columns(['request_id', 'state', 'seq']).execute();
  const open = database.schema.createIndex('outcomes_unpredicted').on('outcomes');
  await open
    .columns(['image_index', 'image_id', 'state'])
    .where(sql`state`, '<>', sql.lit('predicted'))
    .execute();
  await database.schema.createIndex('requests_by_age').on('requests').columns(['created_at', 'id']).execute();
  await database.schema.createIndex('dead_letters_by_age').on('dead_letters').column('stored_at').execute();
}

/** Running numbers, so that nobody counts a million rows each second; kept pictures; indexes for filters and retention. */
export const live: Migration = {
  async up(database) {
    await createTallies(database);
    await createRates(database);
    await createPictures(database);
    await markUploads(database);
    await keepTraces(database);
    await createIndexes(database);
  },
};
