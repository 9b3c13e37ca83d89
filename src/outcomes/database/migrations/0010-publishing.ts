import type { Kysely } from 'kysely';
import type { MigrationStep } from './migration.js';

async function addSign(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('requests').addColumn('publishing_at', 'text').execute();
}

/** A request's sign of life while it is published; an index of the images that no broker has confirmed. */
export const publishing: readonly MigrationStep[] = [
  addSign,
  {
    index: 'outcomes_pending',
    on: 'outcomes',
    columns: ['request_id', 'created_at'],
    where: "state = 'pending'",
  },
];
