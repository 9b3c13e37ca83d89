import type { Transaction } from 'kysely';
import type { Tables } from '../database/schema.js';

/** Those of the ids whose request was made here, not by another program. */
export async function requestsHere(
  transaction: Transaction<Tables>,
  requestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (requestIds.length === 0) return new Set();
  const rows = await transaction
    .selectFrom('requests')
    .select('id')
    .where('id', 'in', [...new Set(requestIds)])
    .execute();
  return new Set(rows.map(({ id }) => id));
}
