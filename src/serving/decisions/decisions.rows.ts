import type { Kysely } from 'kysely';
import type { Tables } from '../../outcomes/database/schema.js';
import { readServing } from './serving.js';
import type { StoredDecision } from './serving-decisions.js';

/** Decisions before a damaged one that are looked at. */
const mostBefore = 100;

/**
 * The newest decision of a model in the table; undefined before the first. A damaged one is named, with the newest
 * before it that is not.
 */
export async function newestDecision(
  read: Kysely<Tables>,
  model: string,
): Promise<StoredDecision | undefined> {
  const rows = (limit: number) =>
    read
      .selectFrom('serving_decisions')
      .select(['revision', 'decision'])
      .where('model', '=', model)
      .orderBy('revision', 'desc')
      .limit(limit)
      .execute();
  const [newest] = await rows(1);
  if (!newest) return undefined;
  const revision = Number(newest.revision);
  const serving = readServing(newest.decision);
  if (typeof serving !== 'string') return { revision, serving };
  const before = (await rows(mostBefore)).map(({ decision }) => readServing(decision));
  return {
    revision,
    serving: before.find((each) => typeof each !== 'string'),
    damage: `revision ${revision} of ${model} in the table serving_decisions is damaged: ${serving}`,
  };
}
