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

const aliases: Readonly<Record<string, FileType>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
};
/** What stores and clients declare that know nothing of the bytes; `binary/octet-stream` is the default of S3. */
const generic = ['application/octet-stream', 'binary/octet-stream', '*/*', ''];

/**
 * The type that a body is read as: the declared one in its usual name, or what the bytes are where that says nothing.
 * Raw pixels are `application/octet-stream`.
 *
 * @param isShaped whether the message gives the shape of raw pixels.
 */
export function bodyType(
  declared: string | undefined,
  isShaped: boolean,
  bytes: Uint8Array,
): string | undefined {
  const type = declared?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' && declared) return declared;
  if (!generic.includes(type)) return aliases[type] ?? type;
  const pixels = type.endsWith('octet-stream') || isShaped ? 'application/octet-stream' : undefined;
  return isShaped ? pixels : (sniffFileType(bytes) ?? pixels);
}
