import type { Kysely } from 'kysely';
import type { MigrationStep } from './migration.js';

async function createTable(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('serving_decisions')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('serving_decisions_in_order', ['model', 'revision'])
    .execute();
}

/** Which versions of a model serve: a row for each decision. */
export const servingDecisions: readonly MigrationStep[] = [createTable];
