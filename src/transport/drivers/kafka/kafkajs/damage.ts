import {
  batchMagic,
  type BatchHeader,
  type Entry,
  entryAt,
  entryBytes,
  hasChecksum,
} from './batch-header.js';
import type { BatchOffsets } from './fetched-record.js';

/** An offset is at most this far behind the first of its batch. */
const longestBatch = 2n ** 31n;

/** The place where reading continues. */
export interface Behind {
  readonly at: number;
  /** The first offset there, where a checksum confirms that an entry begins there. */
  readonly offset: bigint | undefined;
}

/**
 * Finds the next entry behind damaged bytes: where their length says, if whole entries follow from there. Otherwise
 * the next batch with a correct checksum.
 *
 * @param expected the least offset that the damaged bytes can have.
 */
export function findBehind(bytes: Buffer, at: number, entry: Entry, expected: bigint): Behind {
  if (entry.isPlausible && isFollowed(bytes, entry.end)) return behindAt(bytes, entry.end, expected);
  for (let next = at + 1; next + entryBytes <= bytes.length; next += 1) {
    const found = entryAt(bytes, next);
    if (found.magic === batchMagic && isNear(found, expected) && isWhole(bytes, next, found))
      return { at: next, offset: found.offset };
  }
  const isTailBehind = entry.isPlausible && entry.end + entryBytes <= bytes.length;
  const isTail = isTailBehind && isNear(entryAt(bytes, entry.end), expected);
  return { at: isTail ? entry.end : bytes.length, offset: undefined };
}

/** Whether entries, damaged or not, lead from here to a whole one or to the end of the bytes. */
function isFollowed(bytes: Buffer, from: number): boolean {
  let at = from;
  while (at + entryBytes <= bytes.length) {
    const entry = entryAt(bytes, at);
    if (isWhole(bytes, at, entry)) return true;
    if (!entry.isPlausible) return false;
    at = entry.end;
  }
  return at === bytes.length;
}

function behindAt(bytes: Buffer, at: number, expected: bigint): Behind {
  if (at + entryBytes > bytes.length) return { at, offset: undefined };
  const entry = entryAt(bytes, at);
  const isSure = isNear(entry, expected) && isWhole(bytes, at, entry);
  return { at, offset: isSure ? entry.offset : undefined };
}

const isNear = ({ isPlausible, offset }: Entry, expected: bigint): boolean =>
  isPlausible && offset > expected && offset - expected <= longestBatch;

const isWhole = (bytes: Buffer, at: number, entry: Entry): boolean =>
  entry.isPlausible && entry.end <= bytes.length && hasChecksum(bytes.subarray(at, entry.end), entry.magic);

export interface DamagePlace {
  /** The next offset to read. */
  readonly expected: bigint;
  readonly highWatermark: bigint;
  /** The first offset behind the damage, where it is known. */
  readonly behind: bigint | undefined;
}

/**
 * The offsets that count as those of damaged bytes. Never beyond what follows them: a claim counts only as far as others
 * confirm it. Reading on from an offset that is too small only returns the same bytes again.
 *
 * @param header what the bytes claim; undefined when they are too short for a header.
 */
export function rangeOf(
  entry: Entry,
  header: BatchHeader | undefined,
  { expected, highWatermark, behind }: DamagePlace,
): BatchOffsets {
  const start = entry.offset <= expected && expected - entry.offset < longestBatch ? entry.offset : expected;
  const [delta, count] = [header?.lastOffsetDelta ?? 0, header?.count ?? 1];
  const claimed = start + BigInt(Math.max(0, Math.min(delta, count - 1)));
  const limit = behind ?? highWatermark;
  const isAgreed = delta === count - 1 && claimed < limit;
  const last = isAgreed || behind === undefined ? least(claimed, limit - 1n) : limit - 1n;
  return { first: start, last: last < expected ? expected : last };
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
