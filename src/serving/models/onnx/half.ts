const bits = new Float32Array(1);
const bitsAsWhole = new Uint32Array(bits.buffer);

/** A number as an IEEE 754 half, rounded to the nearest, ties to even. Too large ones become infinite. */
export function toHalf(value: number): number {
  bits[0] = value;
  const single = bitsAsWhole[0] as number;
  const sign = (single >>> 16) & 0x8000;
  const rest = single & 0x7fffffff;
  if (rest > 0x7f800000) return sign | 0x7e00;
  if (rest >= 0x477ff000) return sign | 0x7c00;
  // Less than the least normal half: adding 0.5 makes the processor round it to a multiple of 2^-24.
  if (rest < 0x38800000) {
    bits[0] = Math.abs(value) + 0.5;
    return sign | ((bitsAsWhole[0] as number) - 0x3f000000);
  }
  const odd = (rest >>> 13) & 1;
  return sign | ((rest - 0x38000000 + 0xfff + odd) >>> 13);
}

/** The value of an IEEE 754 half. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
