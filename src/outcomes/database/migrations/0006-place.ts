import type { Migration } from 'kysely';

/** The place of an image's event in its broker when it was classified. */
export const place: Migration = {
  async up(database) {
    await database.schema.alterTable('outcomes').addColumn('source', 'text').execute();
  },
};
