/** Begins the stream of Java's SnappyOutputStream, called xerial: two version numbers, then blocks with lengths. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const xerialHeaderBytes = 16;

/**
 * The raw snappy blocks of compressed records. Java writes a stream of blocks, other clients one block alone.
 *
 * @throws RangeError when the blocks do not fill the bytes, or claim more than `mostBytes` together.
 */
export function snappyParts(bytes: Buffer, mostBytes: number): Buffer[] {
  const parts = bytes.subarray(0, xerialMagic.length).equals(xerialMagic) ? xerialBlocks(bytes) : [bytes];
  const claimed = parts.reduce((sum, part) => sum + claimedBytes(part), 0);
  if (claimed > mostBytes) throw new RangeError(`its ${claimed} bytes are more than ${mostBytes}`);
  return parts;
}

function xerialBlocks(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = xerialHeaderBytes; at < bytes.length;) {
    const start = at + 4;
    const length = bytes.readInt32BE(at);
    at = start + length;
    if (length < 1 || at > bytes.length) throw new RangeError(`a block of ${length} bytes does not fit`);
    blocks.push(bytes.subarray(start, at));
  }
  return blocks;
}

/** A block begins with its inflated length, a variable-length integer of at most 32 bits. */
function claimedBytes(block: Buffer): number {
  let claimed = 0;
  for (let place = 0; place < 5; place += 1) {
    const byte = block.readUInt8(place);
    claimed += (byte & 0x7f) * 128 ** place;
    if (byte < 0x80) return claimed;
  }
  throw new RangeError('a block has no length');
}
