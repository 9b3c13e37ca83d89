const seed = 0x9747b28c;
const mixer = 0x5bd1e995;

/** In bytes. Texts up to this length are hashed without a buffer of their own. */
const scratch = Buffer.alloc(1_024);

/**
 * MurmurHash2 by Austin Appleby with the seed of Kafka's Java client (`org.apache.kafka.common.utils.Utils.murmur2`), as a
 * signed number of 32 bits. A text is hashed as its UTF-8.
 */
export function murmur2(key: Buffer | string): number {
  if (typeof key !== 'string') return hash(key, key.length);
  if (key.length * 3 > scratch.length) return murmur2(Buffer.from(key));
  return hash(scratch, scratch.write(key));
}

function hash(bytes: Buffer, length: number): number {
  let state = seed ^ length;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    let block = bytes.readInt32LE(at);
    block = Math.imul(block, mixer);
    block = Math.imul(block ^ (block >>> 24), mixer);
    state = Math.imul(state, mixer) ^ block;
  }
  if (at < length) {
    state = Math.imul(state ^ rest(bytes, at, length), mixer);
  }
  state = Math.imul(state ^ (state >>> 13), mixer);
  return state ^ (state >>> 15);
}

/** The last one to three bytes, as the low ones of a number. */
function rest(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = end - 1; at >= start; at -= 1) value = (value << 8) | (bytes[at] as number);
  return value;
}
