import { type Kysely, type Migration, Migrator } from 'kysely';
import { outcomes } from '../../../../src/outcomes/database/migrations/0001-outcomes.js';
import { deadLetters } from '../../../../src/outcomes/database/migrations/0002-dead-letters.js';
import { unsure } from '../../../../src/outcomes/database/migrations/0003-unsure.js';
import { shadowPredictions } from '../../../../src/outcomes/database/migrations/0004-shadow-predictions.js';
import { place } from '../../../../src/outcomes/database/migrations/0006-place.js';
import { labels } from '../../../../src/outcomes/database/migrations/0007-labels.js';
import { live } from './0005-live.js';
import { waitingLabels } from './0008-waiting-labels.js';

/** As version 0.1 ran them: with Kysely's migrator and its names. */
export const released: Readonly<Record<string, Migration>> = {
  '0001-outcomes': outcomes,
  '0002-dead-letters': deadLetters,
  '0003-unsure': unsure,
  '0004-shadow-predictions': shadowPredictions,
  '0005-live': live,
  '0006-place': place,
  '0007-labels': labels,
  '0008-waiting-labels': waitingLabels,
};

/** Runs the migrations with Kysely's own bookkeeping, as version 0.1 and other applications do. */
export async function migrateWithKysely(
  database: Kysely<never>,
  migrations: Readonly<Record<string, Migration>>,
  target = Object.keys(migrations).at(-1) ?? '',
): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateTo(target);
  if (error !== undefined) throw error;
}
