import type { Transaction } from 'kysely';
import type { Tables } from '../database/schema.js';
import { replaceOutcomes } from './tallies.js';

/**
 * Sets the true labels of predicted images, and updates the running numbers.
 *
 * @param truths true labels by image id.
 * @returns the earlier labels of images whose label has changed.
 */
export async function setTruths(
  transaction: Transaction<Tables>,
  truths: ReadonlyMap<string, string | null>,
): Promise<Map<string, string | null>> {
  if (truths.size === 0) return new Map();
  const outcomes = await transaction
    .selectFrom('outcomes')
    .select(['image_id', 'state', 'label', 'labels', 'true_label'])
    .where('image_id', 'in', [...truths.keys()])
    .where('state', '=', 'predicted')
    .execute();
  const before = outcomes.filter(({ image_id, true_label }) => truths.get(image_id) !== true_label);
  if (before.length === 0) return new Map();
  const after = before.map((row) => ({ ...row, true_label: truths.get(row.image_id) ?? null }));
  for (const truth of new Set(after.map(({ true_label }) => true_label))) {
    const ids = after.filter(({ true_label }) => true_label === truth).map(({ image_id }) => image_id);
    await transaction
      .updateTable('outcomes')
      .set({ true_label: truth })
      .where('image_id', 'in', ids)
      .execute();
  }
  await replaceOutcomes(transaction, before, after);
  return new Map(before.map(({ image_id, true_label }) => [image_id, true_label]));
}
