const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * A number as IEEE 754 half precision, rounded to the nearest, between two equally near to the even one; past 65504,
 * infinity.
 */
export function toFloat16(value: number): number {
  float[0] = value;
  const all = bits[0] as number;
  const sign = (all >>> 16) & 0x8000;
  const magnitude = all & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0);
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  // Exponents count from 15 instead of 127, and the fraction loses 13 bits.
  const shifted = magnitude - 0x38000000;
  return sign | ((shifted + 0xfff + ((shifted >>> 13) & 1)) >>> 13);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
