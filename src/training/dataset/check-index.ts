/** @throws RangeError unless `index` is a whole number from 0 to size − 1. */
export function checkIndex(index: number, size: number): void {
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new RangeError(`image index ${index}: expected a whole number from 0 to ${size - 1}`);
}
