import { errorText, UnavailableError } from '../../../../foundation/errors/app.error.js';
import { type BatchHeader, recordsAt } from './batch-header.js';
import { codecs, inflate } from './compression.js';
import { type FetchedRecord, placeholder, standIn } from './fetched-record.js';
import { type DecodedRecord, decodeRecords } from './record-decoder.js';

/** How many more bytes one answer may inflate to before the rest of it is left for the next fetch. */
export interface Budget {
  leftBytes: number;
}

/**
 * The records of a batch whose checksum is right, or one record in place of all of them.
 *
 * @throws UnavailableError when the codec's package does not load here: that is no fault of the batch.
 */
export async function decodeBatch(
  batch: Buffer,
  header: BatchHeader,
  budget: Budget,
): Promise<readonly FetchedRecord[]> {
  const first = BigInt(header.firstOffset);
  const last = first + BigInt(header.lastOffsetDelta);
  try {
    const records: FetchedRecord[] = await recordsOf(batch, header, budget);
    const end = BigInt(records.at(-1)?.offset ?? first - 1n);
    if (end > last) throw new RangeError(`a record has the offset ${end}`);
    if (end < last) records.push(placeholder(last));
    return records;
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const { maxTimestamp: timestamp, isControlBatch } = header;
    const given = { bytes: batch, first, last, reason: errorText(error), context: header, timestamp };
    return [{ ...standIn(given), isControlRecord: isControlBatch }];
  }
}

async function recordsOf(
  batch: Buffer,
  header: BatchHeader,
  budget: Budget,
): Promise<DecodedRecord<BatchHeader>[]> {
  if (header.codec === 0) return decodeRecords(batch, recordsAt, header.count, header);
  const codec = codecs[header.codec];
  if (!codec || codec === 'none') throw new RangeError(`no codec has the number ${header.codec}`);
  const inflated = await inflate(codec, batch.subarray(recordsAt)).catch((cause: unknown) => {
    if (cause instanceof UnavailableError) throw cause;
    throw new RangeError(`its ${codec} bytes cannot be inflated: ${errorText(cause)}`, { cause });
  });
  budget.leftBytes -= inflated.length;
  return decodeRecords(inflated, 0, header.count, header);
}
