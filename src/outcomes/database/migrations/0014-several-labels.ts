import type { Kysely } from 'kysely';
import type { MigrationStep } from './migration.js';

async function addLabels(database: Kysely<unknown>): Promise<void> {
  for (const table of ['outcomes', 'shadow_predictions']) {
    await database.schema.alterTable(table).addColumn('labels', 'text').execute();
  }
}

async function createFurtherLabels(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('further_labels')
    .addColumn('label', 'text', (column) => column.primaryKey())
    .addColumn('images', 'bigint', (column) => column.notNull())
    .execute();
}

/** Images with several labels. Older programs leave the columns empty. */
export const severalLabels: readonly MigrationStep[] = [addLabels, createFurtherLabels];
