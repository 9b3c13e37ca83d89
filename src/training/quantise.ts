/** Numbers as signed bytes: `byte × scale` is at most half a scale away from the number. */
export function quantise(values: ArrayLike<number>): { readonly scale: number; readonly bytes: Buffer } {
  const largest = Array.from(values).reduce((seen, value) => Math.max(seen, Math.abs(value)), 0);
  const scale = largest / 127 || 1;
  const bytes = Int8Array.from(values, (value) => Math.round(value / scale));
  return { scale, bytes: Buffer.from(bytes.buffer) };
}
