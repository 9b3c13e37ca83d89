import { createHash } from 'node:crypto';

/**
 * Whether a canary with this share answers the event with this id. Every process decides the same for the same id, and
 * an id of a smaller share belongs to every larger share too.
 *
 * @param percent the canary's share of all events, 0 to 100.
 */
export function isInCanary(id: string, percent: number): boolean {
  const hash = createHash('sha1').update(id).digest().readUInt32BE();
  return hash < (percent / 100) * 2 ** 32;
}
