import type { Kysely } from 'kysely';
import type { MigrationStep } from './migration.js';

async function addColumns(database: Kysely<unknown>): Promise<void> {
  for (const column of ['publishing_at', 'log_id'])
    await database.schema.alterTable('requests').addColumn(column, 'text').execute();
}

/** A request's sign of life while it is published, and where to; an index of the images that no broker has confirmed. */
export const publishers: readonly MigrationStep[] = [
  addColumns,
  {
    index: 'outcomes_pending',
    on: 'outcomes',
    columns: ['request_id', 'created_at'],
    where: "state = 'pending'",
  },
];
