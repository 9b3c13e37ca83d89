import type { Kysely } from 'kysely';
import type { MigrationStep } from './migration.js';

async function addNames(database: Kysely<unknown>): Promise<void> {
  for (const column of ['event_source', 'event_id', 'event_key']) {
    await database.schema.alterTable('outcomes').addColumn(column, 'text').execute();
  }
}

async function createSources(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('sources')
    .addColumn('source', 'text', (column) => column.primaryKey())
    .addColumn('predicted', 'bigint', (column) => column.notNull())
    .addColumn('dead', 'bigint', (column) => column.notNull())
    .addColumn('first_at', 'text', (column) => column.notNull())
    .addColumn('last_at', 'text', (column) => column.notNull())
    .execute();
}

/** Source, id and key of each image's event; images found by an id alone; sources without requests. */
export const identity: readonly MigrationStep[] = [
  addNames,
  createSources,
  { index: 'outcomes_by_event_id', on: 'outcomes', columns: ['event_id'], where: 'event_id is not null' },
];
