import { type Kysely, type Migration, sql } from 'kysely';

/** Each batch of predictions asks whether any label waits: that has to be cheap however many labels there are. */
export const waitingLabels: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createIndex('labels_waiting')
      .on('labels')
      .column('image_id')
      .where(sql`state`, '=', sql.lit('waiting'))
      .execute();
  },
};
