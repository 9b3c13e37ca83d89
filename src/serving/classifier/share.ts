import { createHash } from 'node:crypto';

/**
 * Whether an id belongs to a share of all ids. The same id always does or does not, in every process, and one that is
 * in a smaller share is in every larger one.
 *
 * @param percent 0 to 100.
 */
export function isInShare(id: string, percent: number): boolean {
  const hash = createHash('sha1').update(id).digest().readUInt32BE();
  return hash < (percent / 100) * 2 ** 32;
}
