import sharp from 'sharp';
import { answered, type Body, event, type HostileMessage, refused } from './hostile-message.js';
import { png, textBomb } from './png.js';

const small = sharp({ create: { width: 28, height: 28, channels: 3, background: '#777' } });
const [goodPng, goodJpeg, goodWebp] = await Promise.all([
  small.png().toBuffer(),
  small.jpeg().toBuffer(),
  small.webp({ lossless: true }).toBuffer(),
]);
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const bmp = Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]);

/** The same JPEG with another size in its frame header: marker, length, precision, then height and width. */
function jpegOfSize(side: number): Buffer {
  const bytes = Buffer.from(goodJpeg);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(side, frame + 5);
  bytes.writeUInt16BE(side, frame + 7);
  return bytes;
}

/** The same lossless WebP with the largest size that its 14 bits each can say. */
function webpOfLargestSize(): Buffer {
  const bytes = Buffer.from(goodWebp);
  const size = bytes.indexOf(0x2f, 20) + 1;
  bytes.writeUInt32LE((bytes.readUInt32LE(size) | 0x0fffffff) >>> 0, size);
  return bytes;
}

function brokenChecksum(): Buffer {
  const bytes = Buffer.from(goodPng);
  const at = bytes.indexOf('IDAT') + 6;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  return bytes;
}

const of = (type: string) => event({ 'content-type': type });
const bad = (name: string, type: string, body: Body) => refused(name, 'BAD_MESSAGE', body, of(type));
const unknown = (name: string, type: string, body: Body) =>
  refused(name, 'UNSUPPORTED_CONTENT_TYPE', body, of(type));
const tooLarge = (name: string, type: string, body: Body) =>
  refused(name, 'MESSAGE_TOO_LARGE', body, of(type));

/** Files that are none, that lie about what they are, and that unfold to more than they look. */
export const hostilePictures: readonly HostileMessage[] = [
  bad('a PNG of no bytes', 'image/png', ''),
  bad('a PNG of its signature only', 'image/png', goodPng.subarray(0, 8)),
  bad('a PNG cut in its header', 'image/png', goodPng.subarray(0, 20)),
  bad('a PNG cut in its pixels', 'image/png', goodPng.subarray(0, goodPng.indexOf('IDAT') + 12)),
  bad('a PNG with a wrong checksum', 'image/png', brokenChecksum()),
  bad('a PNG of 0 × 0 pixels', 'image/png', png({ width: 0, height: 0 })),
  bad('a PNG with too few rows', 'image/png', png({ width: 28, height: 28, rows: Buffer.alloc(29) })),
  bad('a JPEG cut in its header', 'image/jpeg', goodJpeg.subarray(0, 30)),
  bad('a JPEG cut in its pixels', 'image/jpeg', goodJpeg.subarray(0, goodJpeg.length - 20)),
  bad('a WebP cut in its header', 'image/webp', goodWebp.subarray(0, 14)),
  bad('a WebP cut in its pixels', 'image/webp', goodWebp.subarray(0, goodWebp.length - 8)),
  bad('a JPEG declared as PNG', 'image/png', goodJpeg),
  bad('a PNG declared as JPEG', 'image/jpeg', goodPng),
  bad('a GIF declared as PNG', 'image/png', gif),
  bad('an SVG declared as PNG', 'image/png', svg),
  bad(
    'an SVG behind the signature of PNG',
    'image/png',
    Buffer.concat([goodPng.subarray(0, 8), Buffer.from(svg)]),
  ),
  bad('noise declared as WebP', 'image/webp', Buffer.from('RIFF????WEBPVP8 noise')),
  bad('a GIF cut in its header', 'image/gif', gif.subarray(0, 8)),
  unknown('a BMP', 'image/bmp', bmp),
  unknown('a HEIC declared as JPEG', 'image/jpeg', Buffer.from('\0\0\0\x14ftypheic\0\0\0\0heic', 'latin1')),
  unknown('an SVG', 'image/svg+xml', svg),
  unknown('a page of HTML', 'text/html', '<!doctype html><script>alert(1)</script>'),
  unknown('a content type of spaces', '   ', goodPng),
  unknown('a content type with a line break', 'image/png\r\nx: y', goodPng),
  unknown('a content type of 1,000 letters', 'x'.repeat(1000), goodPng),
  refused('HTML without a content type', 'UNSUPPORTED_CONTENT_TYPE', '<html></html>'),
  refused('a BMP without a content type', 'UNSUPPORTED_CONTENT_TYPE', bmp),
  tooLarge(
    'a PNG that declares 50,000 × 50,000 pixels',
    'image/png',
    png({ width: 50_000, height: 50_000, rows: Buffer.alloc(9) }),
  ),
  tooLarge('a PNG bomb of 400 million pixels', 'image/png', png({ width: 20_000, height: 20_000, depth: 1 })),
  tooLarge('a JPEG that declares 65,500 × 65,500 pixels', 'image/jpeg', jpegOfSize(65_500)),
  // One more on each side than the format allows.
  bad('a WebP that declares 16,384 × 16,384 pixels', 'image/webp', webpOfLargestSize()),
  answered('a PNG of 49 million pixels in 8 kB', 'it stays within MAX_IMAGE_PIXELS', {
    body: png({ width: 7_000, height: 7_000, depth: 1 }),
  }),
  answered('a PNG with 100 MB behind its last row', 'nothing behind the last row is inflated', {
    body: png({ width: 28, height: 28, rows: Buffer.alloc(100_000_000) }),
  }),
  answered('a PNG with a text of 100 MB in it', 'texts beside the pixels are not read', {
    body: png({ width: 28, height: 28, extra: textBomb(100_000_000) }),
  }),
];
