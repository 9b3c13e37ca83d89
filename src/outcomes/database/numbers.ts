import type { Transaction } from 'kysely';
import type { Tables } from './schema.js';

/** Takes `count` numbers of a counter and returns the last. Other takers wait until this transaction ends. */
export async function takeNumbers(
  transaction: Transaction<Tables>,
  counter: 'outcomes' | 'dead-letters' | 'repeats' | 'labels' | 'thumbnail-bytes',
  count: number,
): Promise<number> {
  const { value } = await transaction
    .updateTable('counters')
    .set((row) => ({ value: row('value', '+', count) }))
    .where('name', '=', counter)
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(value);
}
