import type { Interpolation } from './card-words.js';
import type { PicturePlace } from './place-picture.js';
import type { ScaledPicture } from './scaled-picture.js';

/** Of a kernel: its reach on one side, in pixels of the smaller of the two pictures, and its weight at a distance. */
interface Kernel {
  readonly reach: number;
  weight(distance: number): number;
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kernels: Readonly<Record<Exclude<Interpolation, 'nearest'>, Kernel>> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - x) },
  // Keys' cubic with a = −0.5.
  bicubic: {
    reach: 2,
    weight: (x) => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0),
  },
  lanczos: { reach: 3, weight: (x) => (x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/**
 * Resizes as Pillow does, which is what most networks were trained on: rows first, rounded to bytes between.
 *
 * @returns the part that is cut out; only it is computed, so a long thin picture is no large one.
 */
export function resample(
  picture: ScaledPicture,
  { size, cut }: PicturePlace,
  interpolation: Interpolation,
): ScaledPicture {
  const { width, height } = cut;
  const { channels } = picture;
  const across = tapsOf(
    { from: picture.width, to: size.width },
    { first: cut.left, count: width },
    interpolation,
  );
  const down = tapsOf(
    { from: picture.height, to: size.height },
    { first: cut.top, count: height },
    interpolation,
  );
  const wide = new Uint8Array(channels * width * picture.height);
  for (let row = 0; row < picture.height; row += 1) {
    const line = { bytes: picture.values, from: channels * row * picture.width, step: channels, channels };
    blend(line, across, { ...line, bytes: wide, from: channels * row * width });
  }
  const values = new Uint8Array(channels * width * height);
  for (let column = 0; column < width; column += 1) {
    const line = { from: channels * column, step: channels * width, channels };
    blend({ bytes: wide, ...line }, down, { bytes: values, ...line });
  }
  return { width, height, channels, values };
}

/** The pixels of a line that one pixel of the result is made of. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** The lengths of a side before and after, and the pixels of it that are wanted. */
interface Side {
  readonly from: number;
  readonly to: number;
}
interface Part {
  readonly first: number;
  readonly count: number;
}

function tapsOf({ from, to }: Side, part: Part, interpolation: Interpolation): Taps[] {
  const scale = from / to;
  const centres = Array.from({ length: part.count }, (_, at) => (part.first + at + 0.5) * scale);
  if (interpolation === 'nearest') {
    const weights = Float64Array.of(1);
    return centres.map((centre) => ({ first: Math.floor(centre), weights }));
  }
  const kernel = kernels[interpolation];
  const spread = Math.max(1, scale);
  return centres.map((centre) => {
    const first = Math.max(0, Math.floor(centre - kernel.reach * spread + 0.5));
    const end = Math.min(from, Math.floor(centre + kernel.reach * spread + 0.5));
    const weights = new Float64Array(end - first).map((_, tap) =>
      kernel.weight(Math.abs((first + tap + 0.5 - centre) / spread)),
    );
    const sum = weights.reduce((total, weight) => total + weight);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** A row or column of pixels: its first byte, the distance to the next pixel, and the bytes of one. */
interface Line {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly step: number;
  readonly channels: number;
}

function blend(source: Line, taps: readonly Taps[], target: Line): void {
  taps.forEach(({ first, weights }, at) => {
    for (let channel = 0; channel < source.channels; channel += 1) {
      let sum = 0.5;
      let from = source.from + first * source.step + channel;
      for (let tap = 0; tap < weights.length; tap += 1) {
        sum += (weights[tap] as number) * (source.bytes[from] as number);
        from += source.step;
      }
      target.bytes[target.from + at * target.step + channel] = Math.min(255, Math.max(0, Math.floor(sum)));
    }
  });
}
