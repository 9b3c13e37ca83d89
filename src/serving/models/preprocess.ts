import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { declaredSize, decode, noRequest } from '../../events/picture-decoder.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import { refuseTooManyPixels } from '../../events/image-limits.js';
import type { ImageBody } from '../../events/image.event.js';
import { pictureBody } from '../../events/picture-body.js';
import { layOut } from './lay-out.js';
import type { ModelCard } from './model.js';
import { scalePicture } from './scale-picture.js';
import type { ScaledPicture } from './scaled-picture.js';

/** A model's input, and how pictures are converted to it; see the fields of `ModelCard`. */
export type InputShape = Omit<ModelCard['input'], 'scale' | 'offset'>;

/** Whose turn it is at the decoder, and who else looks at the picture. */
export interface DecodingShare extends Share {
  /** Is given the whole picture in about the model's size, stretched as the model sees it, where one is decoded. */
  readonly onWhole?: ((whole: ScaledPicture) => void) | undefined;
}

/**
 * Turns any image into a model's pixels: row by row, one byte a value. Raw pixels of the right shape pass untouched.
 * All others go through the steps of the model's card, the same in training and in service. The first frame is
 * decoded, turned by its EXIF orientation, converted to sRGB of 8 bits, and sized by `fit`. It is inverted as
 * `invert` says and put on `background`. A model of 1 channel gets grey by the luma of ITU-R BT.601.
 *
 * Returns without a promise where there is nothing to do. Otherwise it waits for its request's turn at the decoder.
 *
 * @throws InvalidError `BAD_MESSAGE` when the bytes are no image, `MESSAGE_TOO_LARGE` when they declare more than
 *   `maxPixels` pixels, which are then not decoded; the reason of the share's signal when it aborts before that.
 */
export function toModelInput(
  body: ImageBody,
  input: InputShape,
  maxPixels: number,
  share: DecodingShare = noRequest,
): Uint8Array | Promise<Uint8Array> {
  if (
    body.kind === 'pixels' &&
    body.width === input.width &&
    body.height === input.height &&
    body.channels === input.channels
  ) {
    return body.bytes;
  }
  return decoded(body, input, maxPixels, share);
}

/**
 * As `toModelInput`, for the bytes of a file of any kind.
 *
 * @throws InvalidError `UNSUPPORTED_CONTENT_TYPE` for a file that the service does not take for a picture.
 */
export const fileToModelInput = async (
  bytes: Uint8Array,
  input: InputShape,
  maxPixels: number,
): Promise<Uint8Array> => toModelInput(pictureBody(bytes), input, maxPixels);

async function decoded(
  body: ImageBody,
  input: InputShape,
  maxPixels: number,
  share: DecodingShare,
): Promise<Uint8Array> {
  try {
    const size = await declaredSize(body, share);
    refuseTooManyPixels(size.width, size.height, maxPixels);
    const picture = await decode(body, size, share, (opened) =>
      scalePicture(opened.autoOrient(), input, share.onWhole),
    );
    return layOut(picture, input);
  } catch (cause) {
    if (cause instanceof InvalidError || share.signal?.aborted) throw cause;
    throw new InvalidError('BAD_MESSAGE', `the image cannot be read: ${errorText(cause)}`, { cause });
  }
}
