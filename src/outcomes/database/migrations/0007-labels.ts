import type { Kysely, Migration } from 'kysely';

/** True labels that came later, all of them, and the counter that orders them. */
export const labels: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('labels')
      .addColumn('id', 'bigint', (column) => column.primaryKey())
      .addColumn('image_id', 'text', (column) => column.notNull())
      .addColumn('label', 'text')
      .addColumn('class_index', 'integer')
      .addColumn('source', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('replaced', 'text')
      .addColumn('reason', 'text')
      .addColumn('given_at', 'text', (column) => column.notNull())
      .addColumn('stored_at', 'text', (column) => column.notNull())
      .execute();
    const byImage = database.schema.createIndex('labels_by_image').on('labels');
    await byImage.columns(['image_id', 'given_at', 'id']).execute();
    await database.schema.createIndex('labels_by_age').on('labels').column('stored_at').execute();
    await database
      .withTables<{ counters: { name: string; value: number } }>()
      .insertInto('counters')
      .values({ name: 'labels', value: 0 })
      .execute();
  },
};
