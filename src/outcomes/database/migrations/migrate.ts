import type { Kysely } from 'kysely';
import { outcomes } from './0001-outcomes.js';
import { deadLetters } from './0002-dead-letters.js';
import { unsure } from './0003-unsure.js';
import { shadowPredictions } from './0004-shadow-predictions.js';
import { live } from './0005-live.js';
import { place } from './0006-place.js';
import { labels } from './0007-labels.js';
import { waitingLabels } from './0008-waiting-labels.js';
import { identity } from './0009-identity.js';
import { publishers } from './0010-publishers.js';
import { times } from './0011-times.js';
import { shadowAge } from './0012-shadow-age.js';
import { servingDecisions } from './0013-serving-decisions.js';
import { severalLabels } from './0014-several-labels.js';
import { thumbnails } from './0015-thumbnails.js';
import { requestsOfOthers } from './0016-requests-of-others.js';
import { openBooks, type MigrationProgress, readProgress, writeProgress } from './bookkeeping.js';
import type { MigrationStep, StepRunner } from './migration.js';

/**
 * Every migration by its name, in the order of the names. A released migration is never edited: add another one. The
 * result of a released one must not change either; the way to it may.
 */
export const migrations: Readonly<Record<string, readonly MigrationStep[]>> = {
  '0001-outcomes': [outcomes.up],
  '0002-dead-letters': [deadLetters.up],
  '0003-unsure': [unsure.up],
  '0004-shadow-predictions': [shadowPredictions.up],
  '0005-live': live,
  '0006-place': [place.up],
  '0007-labels': [labels.up],
  '0008-waiting-labels': waitingLabels,
  '0009-identity': identity,
  '0010-publishers': publishers,
  '0011-times': times,
  '0012-shadow-age': shadowAge,
  '0013-serving-decisions': servingDecisions,
  '0014-several-labels': severalLabels,
  '0015-thumbnails': thumbnails,
  '0016-requests-of-others': requestsOfOthers,
};

const names = Object.keys(migrations);

/** Receives the migrations' messages for the log: the running step, slow steps, the end. */
export interface MigrationLog {
  underWay(text: string): void;
  log(text: string): void;
}

/** In milliseconds. Shorter steps get no line in the log. */
const longStepMs = 1_000;

/** The migrations that have not finished here. @throws InvalidError as `readProgress` does. */
export async function pendingMigrations(database: Kysely<unknown>): Promise<readonly string[]> {
  const progress = await readProgress(database, names);
  return names.filter((name) => !progress.get(name)?.finished_at);
}

/** Runs them, each from the step where it was interrupted. Call it while no other process does. */
export async function migrateToLatest(
  database: Kysely<unknown>,
  runner: StepRunner,
  report: MigrationLog,
): Promise<void> {
  await runner.atomically((transaction) => openBooks(transaction, names));
  const progress = await readProgress(database, names);
  const pending = names.filter((name) => !progress.get(name)?.finished_at);
  const stepsOf = (name: string) => migrations[name] ?? [];
  const all = pending.reduce((sum, name) => sum + stepsOf(name).length, 0);
  const began = performance.now();
  let done = 0;
  for (const name of pending) {
    const steps = stepsOf(name);
    const first = progress.get(name)?.steps ?? 0;
    const text = () => `${name}, ${Math.floor((done / all) * 100)} % of all steps are done`;
    done += first;
    // A new database has its tables within moments.
    if (progress.size > 0) report.log(`migration ${text()}`);
    for (const [at, step] of steps.entries()) {
      if (at < first) continue;
      const started = performance.now();
      report.underWay(text());
      const finished_at = at + 1 === steps.length ? new Date().toISOString() : null;
      await runStep(runner, step, { name, steps: at + 1, finished_at });
      done += 1;
      const tookMs = performance.now() - started;
      if (tookMs > longStepMs)
        report.log(`migration ${name}, step ${at + 1} of ${steps.length}, took ${seconds(tookMs)}`);
    }
  }
  if (pending.length > 0)
    report.log(`${pending.length} migrations ran in ${seconds(performance.now() - began)}`);
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/** An index is recorded once it exists: building it again does nothing. */
async function runStep(runner: StepRunner, step: MigrationStep, progress: MigrationProgress): Promise<void> {
  if (typeof step !== 'function') await runner.createIndex(step);
  await runner.atomically(async (transaction) => {
    if (typeof step === 'function') await step(transaction);
    await writeProgress(transaction, progress);
  });
}
