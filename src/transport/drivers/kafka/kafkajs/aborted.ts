import type { FetchedRecord } from './fetched-record.js';

/** kafkajs's data: a producer's transaction that was aborted, from its first offset on. */
export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

/**
 * Marks the records of aborted transactions, so that no consumer gets them. kafkajs itself takes a record whose key is
 * four zero bytes for the end of a transaction. It also begins only one transaction at each record, although several
 * may have begun before the first.
 *
 * @param aborted in the order of their first offsets, as the broker sends them.
 */
export function withoutAborted(
  records: readonly FetchedRecord[],
  aborted: readonly AbortedTransaction[],
): readonly FetchedRecord[] {
  if (aborted.length === 0) return records;
  const waiting = aborted.map(({ producerId, firstOffset }) => ({ producerId, first: BigInt(firstOffset) }));
  const open = new Set<string>();
  return records.map((record) => {
    const offset = BigInt(record.offset);
    for (let next = waiting[0]; next && next.first <= offset; next = waiting[0]) {
      open.add(next.producerId);
      waiting.shift();
    }
    const { producerId, inTransaction, isControlBatch } = record.batchContext;
    if (isControlBatch) open.delete(producerId);
    else if (inTransaction && open.has(producerId)) return { ...record, isControlRecord: true };
    return record;
  });
}
