export const fileTypes = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/tiff',
  'image/avif',
] as const;
export type FileType = (typeof fileTypes)[number];

/** What photos of phones often are, and what no decoder here reads. */
type UnreadType = 'image/heic';

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];
const startsWith = (bytes: Uint8Array, start: readonly number[], at = 0) =>
  start.every((byte, index) => bytes[at + index] === byte);

const signatures: readonly (readonly [FileType, readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', ascii('GIF8')],
  // In either order of bytes; the second pair is BigTIFF.
  ['image/tiff', ascii('II*\0')],
  ['image/tiff', ascii('MM\0*')],
  ['image/tiff', ascii('II+\0')],
  ['image/tiff', ascii('MM\0+')],
];
const [riff, webp, ftyp] = [ascii('RIFF'), ascii('WEBP'), ascii('ftyp')];

/** A body's type by its first bytes: a picture's format, JSON text, or unknown. */
export function sniffFileType(bytes: Uint8Array): FileType | UnreadType | 'application/json' | undefined {
  const known = signatures.find(([, start]) => startsWith(bytes, start));
  if (known) return known[0];
  if (startsWith(bytes, riff) && startsWith(bytes, webp, 8)) return 'image/webp';
  if (startsWith(bytes, ftyp, 4)) return typeOfBrands(bytes);
  const openingBrace = 0x7b;
  return bytes[0] === openingBrace ? 'application/json' : undefined;
}

/** AVIF and HEIC are one container: its first box names the brands, four letters each behind a version. */
function typeOfBrands(bytes: Uint8Array): FileType | UnreadType | undefined {
  const [high = 0, low = 0] = bytes.subarray(2, 4);
  const text = Buffer.from(bytes.subarray(8, high * 256 + low)).toString('latin1');
  const brands = text.match(/.{4}/gs) ?? [];
  if (brands.some((brand) => /^avi[fs]$/.test(brand))) return 'image/avif';
  return brands.some((brand) => /^(he[iv][cmsx]|m[is]f1)$/.test(brand)) ? 'image/heic' : undefined;
}

const aliases: Readonly<Record<string, FileType>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/tif': 'image/tiff',
  'image/x-tiff': 'image/tiff',
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
