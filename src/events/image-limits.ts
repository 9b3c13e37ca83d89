import { InvalidError } from '../foundation/errors/app.error.js';

/** Limits of an image, checked before anything is decoded. */
export interface ImageLimits {
  /** Bytes of the message's value as it arrives. */
  readonly maxImageBytes: number;
  readonly maxImagePixels: number;
}

export const unlimited: ImageLimits = { maxImageBytes: Infinity, maxImagePixels: Infinity };

/** @throws InvalidError `MESSAGE_TOO_LARGE` with the size seen and the limit. */
export function refuseTooManyBytes(sizeBytes: number, { maxImageBytes }: ImageLimits): void {
  if (sizeBytes <= maxImageBytes) return;
  throw new InvalidError(
    'MESSAGE_TOO_LARGE',
    `the message has ${sizeBytes} bytes; at most ${maxImageBytes} are taken`,
    { details: { sizeBytes, limitBytes: maxImageBytes } },
  );
}

/** @throws InvalidError `MESSAGE_TOO_LARGE` with the shape seen and the limit. */
export function refuseTooManyPixels(width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new InvalidError(
    'MESSAGE_TOO_LARGE',
    `the image has ${width} × ${height} pixels; at most ${maxPixels} are taken`,
    { details: { width, height, limitPixels: maxPixels } },
  );
}
