import type { Kysely, Migration } from 'kysely';
import { bytesType } from './column-types.js';

async function createDeadLetters(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('dead_letters')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('broker', 'text', (column) => column.notNull())
    .addColumn('letter_topic', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('published_at', 'text', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('source_partition', 'integer')
    .addColumn('source_offset', 'text')
    .addColumn('first_seen', 'text', (column) => column.notNull())
    .addColumn('image_id', 'text')
    .addColumn('request_id', 'text')
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer')
    .addColumn('replays', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('obstacle', 'text')
    .addColumn('envelope', 'text', (column) => column.notNull())
    .addColumn('payload', bytesType(database))
    .addColumn('payload_bytes', 'integer', (column) => column.notNull())
    .addColumn('stored_at', 'text', (column) => column.notNull())
    .addColumn('replayed_at', 'text')
    .addUniqueConstraint('dead_letters_once', ['broker', 'letter_topic', 'message_id', 'published_at'])
    .execute();
  for (const column of ['image_id', 'request_id']) {
    const index = database.schema.createIndex(`dead_letters_by_${column}`).on('dead_letters');
    await index.columns([column, 'id']).execute();
  }
}

/** Dead letters as they came, the counter that orders them, and the ledger's columns for their replays. */
export const deadLetters: Migration = {
  async up(database) {
    await createDeadLetters(database);
    await database.schema
      .alterTable('outcomes')
      .addColumn('replays', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await database
      .withTables<{ counters: { name: string; value: number } }>()
      .insertInto('counters')
      .values({ name: 'dead-letters', value: 0 })
      .execute();
  },
};
