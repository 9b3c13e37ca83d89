import type { ResizeOptions, Sharp } from 'sharp';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import type { ImageBody } from '../../events/image.event.js';
import type { PictureSize } from '../../events/picture-header.js';
import { declaredSize, decode, uprightSize } from '../../events/picture-decoder.js';
import { type ScaledPicture, valuesOf } from './scaled-picture.js';

export interface DrawnThumbnail {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export type RawPixels = Extract<ImageBody, { kind: 'pixels' }>;

/** In bytes. */
const mostBytes = 3_000;
/** In pixels. The second is for pictures that stay too large at the lowest quality. */
const longestSides = [96, 48] as const;
const qualities = [75, 55, 35, 15];

/** Raw pixels of at most 3,000 bytes are their own thumbnail: no work is needed, and none is lost. */
export const isSmall = (body: ImageBody): body is RawPixels =>
  body.kind === 'pixels' && body.bytes.length <= mostBytes;

/**
 * What was decoded for the model, where it is large enough for a thumbnail: nothing is decoded a second time.
 *
 * @param whole stretched as the model sees it.
 */
export const enoughOf = ({ values, ...size }: ScaledPicture): RawPixels | undefined =>
  Math.max(size.width, size.height) < longestSides[0]
    ? undefined
    : { kind: 'pixels', ...size, bytes: values };

/**
 * A WebP picture of at most 3,000 bytes, its longest side at most 96 pixels. It is drawn in the decoder's threads.
 *
 * @param share of the decoder.
 * @param decoded what `enoughOf` gave of the body.
 * @throws Error when the picture cannot be read; the share's reason.
 */
export async function drawThumbnail(
  body: ImageBody,
  share: Share,
  decoded?: RawPixels,
): Promise<DrawnThumbnail> {
  const source = decoded ?? body;
  const size = await declaredSize(source, share);
  const upright = decoded && (await uprightSize(body, share));
  for (const longestSide of longestSides) {
    const sides = upright ? sidesOf(upright, longestSide) : atMost(longestSide);
    const bytes = await decode(source, size, share, (opened) => encode(opened, sides));
    if (bytes) return { contentType: 'image/webp', bytes };
  }
  throw new Error(`no thumbnail of ${mostBytes} bytes can be made`);
}

const atMost = (side: number): ResizeOptions => ({
  width: side,
  height: side,
  fit: 'inside',
  withoutEnlargement: true,
});

/** No longer stretched. */
function sidesOf({ width, height }: PictureSize, longestSide: number): ResizeOptions {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const sideOf = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: sideOf(width), height: sideOf(height), fit: 'fill' };
}

/** The best quality that fits; undefined where none does. The picture is decoded once. */
async function encode(opened: Sharp, sides: ResizeOptions): Promise<Buffer | undefined> {
  const { values, ...raw } = await valuesOf(opened.autoOrient().resize(sides));
  const { default: sharp } = await import('sharp');
  for (const quality of qualities) {
    const bytes = await sharp(values, { raw }).webp({ quality }).toBuffer();
    if (bytes.length <= mostBytes) return bytes;
  }
  return undefined;
}
