import type { Random } from '../../support/random.js';
import { oneOf } from './hostile-values.js';

type Change = (bytes: Buffer, at: number, random: Random) => Buffer;

const replaced = (bytes: Buffer, at: number, by: Uint8Array, length = by.length) =>
  Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);

const changes: readonly Change[] = [
  (bytes, at, random) => replaced(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.below(8)))),
  (bytes, at, random) => replaced(bytes, at, random.bytes(1 + random.below(8))),
  (bytes, at, random) => replaced(bytes, at, random.bytes(1 + random.below(30)), 0),
  (bytes, at, random) => replaced(bytes, at, new Uint8Array(), 1 + random.below(30)),
  (bytes, at) => replaced(bytes, at, Uint8Array.of(255, 255, 255, 255)),
  (bytes, at) => replaced(bytes, at, new Uint8Array(4)),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at) => Buffer.concat([bytes, bytes.subarray(at)]),
];

/** The bytes with one to three of them, or parts of them, changed, lost or doubled. */
export function damaged(bytes: Uint8Array, random: Random): Buffer {
  let result = Buffer.from(bytes);
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    result = oneOf(changes, random)(result, random.below(result.length + 1), random) as typeof result;
  }
  return result;
}
