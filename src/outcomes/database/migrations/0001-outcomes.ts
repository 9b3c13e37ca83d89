import type { Kysely, Migration } from 'kysely';

async function createOutcomes(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('outcomes')
    .addColumn('image_id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('image_index', 'bigint')
    .addColumn('broker', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.unique())
    .addColumn('label', 'text')
    .addColumn('class_index', 'integer')
    .addColumn('confidence', 'double precision')
    .addColumn('top', 'text')
    .addColumn('true_label', 'text')
    .addColumn('model', 'text')
    .addColumn('model_version', 'text')
    .addColumn('timings', 'text')
    .addColumn('error_code', 'text')
    .addColumn('reason', 'text')
    .addColumn('repeats', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'text')
    .execute();
  await database.schema
    .createIndex('outcomes_by_request')
    .on('outcomes')
    .columns(['request_id', 'state', 'image_index'])
    .execute();
}

async function createRequests(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('requests')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('broker', 'text', (column) => column.notNull())
    .addColumn('start_idx', 'integer', (column) => column.notNull())
    .addColumn('end_idx', 'integer', (column) => column.notNull())
    .addColumn('accepted', 'integer')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
}

async function createCounters(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
  await database
    .withTables<{ counters: { name: string; value: number } }>()
    .insertInto('counters')
    .values({ name: 'outcomes', value: 0 })
    .execute();
}

/** The ledger: one outcome per image id, the requests they belong to, and the counter that orders outcomes. */
export const outcomes: Migration = {
  async up(database) {
    await createOutcomes(database);
    await createRequests(database);
    await createCounters(database);
  },
};
