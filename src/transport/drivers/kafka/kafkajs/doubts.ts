import { crc32c } from './crc32c.js';

const mostRemembered = 1_000;

/**
 * Bytes that arrived damaged. They may have been damaged on the way, so they are read once more. If the same bytes
 * come again, they are so at the broker.
 */
export class Doubts {
  private readonly seen = new Set<string>();

  /** True when the same bytes are doubted for the second time. */
  isCertain(place: string, bytes: Buffer): boolean {
    const name = `${place} ${crc32c(bytes)}`;
    if (this.seen.delete(name)) return true;
    if (this.seen.size >= mostRemembered) this.seen.clear();
    this.seen.add(name);
    return false;
  }
}
