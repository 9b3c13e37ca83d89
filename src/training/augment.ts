import type { WriteImage } from './batches.js';

interface Scaling {
  readonly scale: number;
  readonly offset: number;
}

/** The image as it is; a byte b becomes b × scale + offset. */
export function plain({ scale, offset }: Scaling): WriteImage {
  return (pixels, target, targetStart) => {
    for (let at = 0; at < pixels.length; at += 1)
      target[targetStart + at] = (pixels[at] ?? 0) * scale + offset;
  };
}

/**
 * The image mirrored half of the time and moved by up to `furthest` pixels each way: a shoe that points right is still
 * a shoe. What moves in from outside is black.
 */
export function mirroredAndMoved(
  scaling: Scaling,
  width: number,
  furthest: number,
  random: () => number,
): WriteImage {
  const anyMove = () => Math.floor(random() * (2 * furthest + 1)) - furthest;
  return (pixels, target, targetStart) => {
    const mirrored = random() < 0.5;
    const right = anyMove();
    const down = anyMove();
    for (let at = 0; at < pixels.length; at += 1) {
      const column = (at % width) - right;
      const row = Math.floor(at / width) - down;
      const inside = column >= 0 && column < width && row >= 0;
      const source = row * width + (mirrored ? width - 1 - column : column);
      const byte = inside ? (pixels[source] ?? 0) : 0;
      target[targetStart + at] = byte * scaling.scale + scaling.offset;
    }
  };
}
