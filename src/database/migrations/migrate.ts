import { Migrator, type Kysely } from 'kysely';
import type { Tables } from '../schema.js';
import { outcomes } from './0001-outcomes.js';
import { deadLetters } from './0002-dead-letters.js';
import { unsure } from './0003-unsure.js';
import { shadowPredictions } from './0004-shadow-predictions.js';
import { live } from './0005-live.js';
import { place } from './0006-place.js';
import { labels } from './0007-labels.js';
import { waitingLabels } from './0008-waiting-labels.js';

/** Every migration by its name, which also is the order. What was released is never edited: add another one. */
export const migrations = {
  '0001-outcomes': outcomes,
  '0002-dead-letters': deadLetters,
  '0003-unsure': unsure,
  '0004-shadow-predictions': shadowPredictions,
  '0005-live': live,
  '0006-place': place,
  '0007-labels': labels,
  '0008-waiting-labels': waitingLabels,
};

/** Runs the migrations that this database has not seen. */
export async function migrateToLatest(database: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
