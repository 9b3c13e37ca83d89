import { type Kysely, sql } from 'kysely';
import { bytesType } from './column-types.js';
import type { MigrationStep } from './migration.js';

async function createThumbnails(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('thumbnails')
    .addColumn('image_id', 'text', (column) => column.primaryKey())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('bytes', bytesType(database), (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into counters (name, value) values ('thumbnail-bytes', 0)`.execute(database);
}

/** Small pictures of images whose pictures are kept nowhere else, and the sum of their sizes. */
export const thumbnails: readonly MigrationStep[] = [
  createThumbnails,
  { index: 'thumbnails_by_age', on: 'thumbnails', columns: ['created_at'] },
];
