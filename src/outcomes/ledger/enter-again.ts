import type { Transaction } from 'kysely';
import { publisherSource } from '../../events/image-name.js';
import { insertRows } from '../database/insert-rows.js';
import type { Tables } from '../database/schema.js';

/** Enters those of the images as accepted that are in no row. Images of unknown requests are left out. */
export async function enterAgain(
  transaction: Transaction<Tables>,
  imageIds: readonly string[],
): Promise<void> {
  const known = await transaction
    .selectFrom('outcomes')
    .select('image_id')
    .where('image_id', 'in', imageIds)
    .execute();
  const stored = new Set(known.map(({ image_id }) => image_id));
  const lost = imageIds.filter((id) => !stored.has(id)).map(placeOf);
  if (lost.length === 0) return;
  const requests = await transaction
    .selectFrom('requests')
    .select(['id', 'broker'])
    .where('id', 'in', [...new Set(lost.map(({ requestId }) => requestId))])
    .execute();
  const brokers = new Map(requests.map(({ id, broker }) => [id, broker]));
  const created_at = new Date().toISOString();
  const rows = lost.flatMap(({ imageId, requestId, imageIndex }) => {
    const broker = brokers.get(requestId);
    if (broker === undefined) return [];
    return {
      image_id: imageId,
      request_id: requestId,
      event_source: publisherSource,
      image_index: imageIndex,
      broker,
      state: 'accepted' as const,
      created_at,
    };
  });
  if (rows.length > 0) await insertRows(transaction, 'outcomes', rows).execute();
}

/** The id of an image that was published here is its request's, a slash, and its index. */
function placeOf(imageId: string) {
  const slash = imageId.lastIndexOf('/');
  return { imageId, requestId: imageId.slice(0, slash), imageIndex: Number(imageId.slice(slash + 1)) };
}
