import type { WriteImage } from './batches.js';

interface Scaling {
  readonly scale: number;
  readonly offset: number;
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Random changes of images, so that the network never sees the same one twice. */
export interface Augmentation {
  /** Mirrored half of the time: a shoe that points right is still a shoe, but a letter is not. */
  readonly mirror: boolean;
  /** Moved by up to this many pixels each way; the uncovered area is black. */
  readonly furthestMove: number;
  /** Half of the time a rectangle of up to this share of width and height is blackened; 0: never. */
  readonly erase: number;
}

/** The image unchanged; a byte b becomes b × scale + offset. */
export function plain({ scale, offset }: Scaling): WriteImage {
  return (pixels, target, targetStart) => {
    for (let at = 0; at < pixels.length; at += 1)
      target[targetStart + at] = (pixels[at] as number) * scale + offset;
  };
}

/** Changes an image at random; calls `random` the same number of times for each image. */
export function augmented(
  scaling: Scaling,
  shape: Shape,
  { mirror, furthestMove, erase }: Augmentation,
  random: () => number,
): WriteImage {
  const placeOf = placing(scaling, shape);
  const anyMove = () => Math.floor(random() * (2 * furthestMove + 1)) - furthestMove;
  return (pixels, target, targetStart) => {
    const place = placeOf(pixels, target, targetStart);
    copy(place, { mirror: mirror && random() < 0.5, right: anyMove(), down: anyMove() });
    if (erase > 0) blacken(place, erase, random);
  };
}

interface Place extends Shape, Scaling {
  readonly pixels: Uint8Array;
  readonly target: Float32Array;
  readonly targetStart: number;
}

/** Takes single fields: a data set has the shape of its images, and pixels of its own. */
function placing({ scale, offset }: Scaling, { width, height, channels }: Shape) {
  return (pixels: Uint8Array, target: Float32Array, targetStart: number): Place => ({
    width,
    height,
    channels,
    scale,
    offset,
    pixels,
    target,
    targetStart,
  });
}

interface Change {
  readonly mirror: boolean;
  readonly right: number;
  readonly down: number;
}

function copy(place: Place, { mirror, right, down }: Change): void {
  const { pixels, target, targetStart, width, height, channels, scale, offset } = place;
  let at = targetStart;
  for (let row = -down; row < height - down; row += 1) {
    for (let column = -right; column < width - right; column += 1) {
      const inside = column >= 0 && column < width && row >= 0 && row < height;
      const source = (row * width + (mirror ? width - 1 - column : column)) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        target[at] = (inside ? (pixels[source + channel] as number) : 0) * scale + offset;
        at += 1;
      }
    }
  }
}

/** Random erasing (Zhong et al., 2017), with black for the random colours. */
function blacken(place: Place, furthest: number, random: () => number): void {
  const { target, targetStart, width, height, channels, offset } = place;
  const wanted = random() < 0.5;
  const sides = [random(), random()].map((share) => share * furthest);
  const columns = Math.round((sides[0] as number) * width);
  const rows = Math.round((sides[1] as number) * height);
  const left = Math.floor(random() * (width - columns + 1));
  const top = Math.floor(random() * (height - rows + 1));
  if (!wanted) return;
  for (let row = top; row < top + rows; row += 1) {
    const start = targetStart + (row * width + left) * channels;
    target.fill(offset, start, start + columns * channels);
  }
}
