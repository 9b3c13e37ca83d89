import type { Migration } from 'kysely';

/** Where an image's event lay in its broker when it was classified. */
export const place: Migration = {
  async up(database) {
    await database.schema.alterTable('outcomes').addColumn('source', 'text').execute();
  },
};
