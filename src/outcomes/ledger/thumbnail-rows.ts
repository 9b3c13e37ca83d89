import type { Transaction } from 'kysely';
import { takeNumbers } from '../database/numbers.js';
import type { Tables } from '../database/schema.js';

/** Thumbnails that one call looks at; the next call takes the rest. */
const oldestAtOnce = 500;

/** Call it before the rows are locked: then writers and deleters wait in one order, and never for each other. */
const lockSum = (transaction: Transaction<Tables>) => takeNumbers(transaction, 'thumbnail-bytes', 0);

/** Deletes the thumbnails of these images, and returns their number. */
export async function removeThumbnails(
  transaction: Transaction<Tables>,
  imageIds: readonly string[],
): Promise<number> {
  if (imageIds.length === 0) return 0;
  await lockSum(transaction);
  const removed = await transaction
    .deleteFrom('thumbnails')
    .where('image_id', 'in', imageIds)
    .returning('size')
    .execute();
  if (removed.length > 0) await takeNumbers(transaction, 'thumbnail-bytes', -sumOf(removed));
  return removed.length;
}

/** Deletes the oldest thumbnails until all have `maxBytes` or less. At most 500 a call. */
export async function removeOldest(
  transaction: Transaction<Tables>,
  bytes: number,
  maxBytes: number,
): Promise<void> {
  if (bytes <= maxBytes) return;
  const oldest = await transaction
    .selectFrom('thumbnails')
    .select(['image_id', 'size'])
    .orderBy('created_at')
    .limit(oldestAtOnce)
    .execute();
  const leaving: string[] = [];
  for (let left = bytes, at = 0; left > maxBytes && at < oldest.length; at += 1) {
    const { image_id, size } = oldest[at] as (typeof oldest)[number];
    leaving.push(image_id);
    left -= size;
  }
  await removeThumbnails(transaction, leaving);
}

export const sumOf = (rows: readonly { readonly size: number }[]): number =>
  rows.reduce((sum, { size }) => sum + size, 0);
