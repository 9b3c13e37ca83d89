import type { Migration } from 'kysely';

/** Predictions of versions in the shadow of others. */
export const shadowPredictions: Migration = {
  async up(database) {
    await database.schema
      .createTable('shadow_predictions')
      .addColumn('image_id', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('model_version', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('class_index', 'integer', (column) => column.notNull())
      .addColumn('confidence', 'double precision', (column) => column.notNull())
      .addColumn('top', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('shadow_predictions_once', ['image_id', 'model', 'model_version'])
      .execute();
    await database.schema
      .createIndex('shadow_predictions_by_model')
      .on('shadow_predictions')
      .columns(['model', 'model_version', 'created_at', 'image_id'])
      .execute();
  },
};
