import type { Migration } from 'kysely';

/** Whether a prediction's confidence was under the threshold at that time. */
export const unsure: Migration = {
  async up(database) {
    await database.schema.alterTable('outcomes').addColumn('unsure', 'integer').execute();
  },
};
