import type { ModelCard } from './model.js';

type Fit = Pick<ModelCard['input'], 'width' | 'height' | 'fit' | 'resize'>;

export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** The size that a picture gets, and the part of it that the model sees. */
export interface PicturePlace {
  readonly size: Sides;
  readonly cut: Sides & { readonly left: number; readonly top: number };
}

/** Computes as torchvision's Resize and CenterCrop do, to the pixel. */
export function placePicture(picture: Sides, { width, height, fit = 'fill', resize }: Fit): PicturePlace {
  const size = sizeOf(picture, { width, height, fit, resize });
  const cut = { width: Math.min(width, size.width), height: Math.min(height, size.height) };
  const left = roundHalfToEven((size.width - cut.width) / 2);
  const top = roundHalfToEven((size.height - cut.height) / 2);
  return { size, cut: { ...cut, left, top } };
}

function sizeOf(picture: Sides, { width, height, fit, resize }: Fit): Sides {
  if (fit === 'fill') return { width, height };
  if (resize !== undefined) return shorterTo(picture, resize);
  const scales = [width / picture.width, height / picture.height];
  const scale = fit === 'contain' ? Math.min(...scales) : Math.max(...scales);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

const shorterTo = ({ width, height }: Sides, side: number): Sides =>
  width <= height
    ? { width: side, height: Math.floor((side * height) / width) }
    : { width: Math.floor((side * width) / height), height: side };

/** As Python's `round`. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
