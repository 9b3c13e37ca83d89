/** The bytes of an IDX file of unsigned bytes, counting up from zero unless told. */
export function idxFile(shape: readonly number[], data?: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt8(0x08, 2);
  header.writeUInt8(shape.length, 3);
  shape.forEach((extent, axis) => header.writeUInt32BE(extent, 4 + 4 * axis));
  const size = shape.reduce((product, extent) => product * extent, 1);
  return Buffer.concat([header, Uint8Array.from(data ?? { length: size }, (value, at) => value ?? at)]);
}
