export const fileTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
export type FileType = (typeof fileTypes)[number];

const startsWith = (bytes: Uint8Array, start: readonly number[], at = 0) =>
  start.every((byte, index) => bytes[at + index] === byte);

/** A body's type by its first bytes: a picture's format, JSON text, or unknown. */
export function sniffFileType(bytes: Uint8Array): FileType | 'application/json' | undefined {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8)) {
    return 'image/webp';
  }
  if (startsWith(bytes, [0x47, 0x49, 0x46, 0x38])) return 'image/gif';
  const openingBrace = 0x7b;
  return bytes[0] === openingBrace ? 'application/json' : undefined;
}
