import type { Sharp } from 'sharp';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import type { ImageBody } from '../../events/image.event.js';
import { declaredSize, decode } from '../../events/picture-decoder.js';

export interface DrawnThumbnail {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** In bytes. */
const mostBytes = 3_000;
/** In pixels. The second is for pictures that stay too large at the lowest quality. */
const longestSides = [96, 48];
const qualities = [75, 55, 35, 15];

/** Raw pixels of at most 3,000 bytes are their own thumbnail: no work is needed, and none is lost. */
export const isSmall = (body: ImageBody): body is Extract<ImageBody, { kind: 'pixels' }> =>
  body.kind === 'pixels' && body.bytes.length <= mostBytes;

/**
 * A WebP picture of at most 3,000 bytes, its longest side at most 96 pixels. It is drawn in the decoder's threads.
 *
 * @param share of the decoder.
 * @throws Error when the picture cannot be read; the share's reason.
 */
export async function drawThumbnail(body: ImageBody, share: Share): Promise<DrawnThumbnail> {
  const size = await declaredSize(body, share);
  for (const longestSide of longestSides) {
    const bytes = await decode(body, size, share, (opened) => encode(opened, longestSide));
    if (bytes) return { contentType: 'image/webp', bytes };
  }
  throw new Error(`no thumbnail of ${mostBytes} bytes can be made`);
}

/** The best quality that fits; undefined where none does. The picture is decoded once. */
async function encode(opened: Sharp, longestSide: number): Promise<Buffer | undefined> {
  const { data, info } = await opened
    .autoOrient()
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { default: sharp } = await import('sharp');
  for (const quality of qualities) {
    const drawn = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
    const bytes = await drawn.webp({ quality }).toBuffer();
    if (bytes.length <= mostBytes) return bytes;
  }
  return undefined;
}
