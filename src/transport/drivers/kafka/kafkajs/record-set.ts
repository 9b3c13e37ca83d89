import {
  batchMagic,
  type Entry,
  entryAt,
  entryBytes,
  fieldAt,
  hasChecksum,
  readBatchHeader,
  recordsAt,
} from './batch-header.js';
import { type Budget, decodeBatch } from './batch-decoder.js';
import { findBehind, rangeOf } from './damage.js';
import { Doubts } from './doubts.js';
import { type FetchedRecord, standIn } from './fetched-record.js';
import { decodeLegacyMessage } from './legacy-message.js';

/** What was asked of a partition, and what its broker says of it. */
export interface FetchedPart {
  readonly topic: string;
  readonly partition: number;
  /** The offset that was asked for. */
  readonly offset: bigint;
  readonly highWatermark: bigint;
}

const doubts = new Doubts();

/**
 * Decodes a partition's part of an answer. Entries that cannot be decoded become one record each, and reading
 * continues behind them. kafkajs itself ends its consumer at the first one, for every partition.
 *
 * A broker cuts off the last entry where the answer is full, but never the first one.
 *
 * @throws UnavailableError when a codec's package does not load on this machine.
 */
export class RecordSet {
  private readonly found: FetchedRecord[] = [];
  private at = 0;
  private expected: bigint;

  constructor(
    private readonly bytes: Buffer,
    private readonly part: FetchedPart,
    private readonly budget: Budget,
  ) {
    this.expected = part.offset;
  }

  async decode(): Promise<FetchedRecord[]> {
    const { bytes, budget } = this;
    while (this.at + entryBytes <= bytes.length && budget.leftBytes > 0) {
      const entry = entryAt(bytes, this.at);
      if (this.at > 0 && entry.isPlausible && entry.end > bytes.length) break;
      const reason = this.damageOf(entry);
      if (reason === undefined) await this.read(entry);
      else if (!this.standIn(entry, reason)) break;
    }
    return this.found;
  }

  private async read(entry: Entry): Promise<void> {
    const { bytes, at, budget } = this;
    const content = bytes.subarray(at, entry.end);
    this.at = entry.end;
    const last = lastOf(entry, content);
    if (last < this.expected) return;
    this.expected = last + 1n;
    const isBatch = entry.magic === batchMagic;
    const records = isBatch
      ? await decodeBatch(content, readBatchHeader(content), budget)
      : await decodeLegacyMessage(content, entry.offset);
    for (const record of records) this.found.push(record);
  }

  /** Why the entry does not have the bytes, or the place, that its sender gave it. */
  private damageOf(entry: Entry): string | undefined {
    const { bytes, at } = this;
    const counted = at + fieldAt.epoch;
    if (!entry.isPlausible || entry.end > bytes.length)
      return `a length of ${entry.end - counted} bytes, in format ${entry.magic}, with ${bytes.length - counted} there`;
    const content = bytes.subarray(at, entry.end);
    if (!hasChecksum(content, entry.magic)) return 'its checksum is wrong';
    return this.isMisplaced(entry, lastOf(entry, content))
      ? `its offset ${entry.offset} is not between those of its neighbours`
      : undefined;
  }

  /** No checksum covers the first offset of a batch. */
  private isMisplaced({ offset, end }: Entry, last: bigint): boolean {
    const { at, expected } = this;
    const next = this.offsetAt(end);
    if (last < expected) return next !== undefined && next > expected;
    if (at > 0 && offset < expected) return true;
    return offset > expected && next !== undefined && next <= last;
  }

  /** @returns false when the answer ends here, because the bytes may come undamaged the next time. */
  private standIn(entry: Entry, reason: string): boolean {
    const { bytes, at, expected, part } = this;
    const behind = findBehind(bytes, at, entry, expected);
    const damaged = bytes.subarray(at, behind.at);
    if (!doubts.isCertain(`${part.topic}/${part.partition}/${expected}`, damaged)) return false;
    const header = damaged.length >= recordsAt ? readBatchHeader(damaged) : undefined;
    const { highWatermark } = part;
    const range = rangeOf(entry, header, { expected, highWatermark, behind: behind.offset });
    // A marker that is damaged still ends its transaction; what may be an image is never left out.
    const context = header && { ...header, inTransaction: false };
    this.found.push(standIn({ ...range, bytes: damaged, reason, context }));
    this.expected = range.last + 1n;
    this.at = behind.at;
    return true;
  }

  private offsetAt(at: number): bigint | undefined {
    const { bytes } = this;
    if (at + entryBytes > bytes.length) return undefined;
    const { isPlausible, offset } = entryAt(bytes, at);
    return isPlausible ? offset : undefined;
  }
}

/** A batch has the offset of its first record, an older message that of its last. */
const lastOf = ({ offset, magic }: Entry, content: Buffer): bigint =>
  magic === batchMagic ? offset + BigInt(readBatchHeader(content).lastOffsetDelta) : offset;
