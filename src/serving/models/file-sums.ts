import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sizeOf, unusable } from './model-files.js';
import type { ModelCard } from './model.js';

/** Hashes each file of a network once: to compare it with the card, and for one digest of them all. */
export class FileSums {
  private readonly seen = new Map<string, string>();

  /** @param expected `files` of the card; undefined: the card has none. */
  constructor(
    private readonly directory: string,
    private readonly expected: ModelCard['files'],
  ) {}

  /**
   * Hashes a file in pieces: it is never whole in memory.
   *
   * @throws UnavailableError `MODEL_UNAVAILABLE` when its content differs from the card.
   */
  async add(name: string): Promise<void> {
    // Missing files, and links that lead out of the folder, are refused first.
    await sizeOf(this.directory, name);
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(this.directory, name)), hash);
    const seen = hash.digest('hex');
    this.seen.set(name, seen);
    if (this.expected) this.compare(name, seen, this.expected);
  }

  /** The SHA-256 of the names and contents of all files that were added, in hexadecimal. */
  digest(): string {
    const facts = JSON.stringify([...this.seen]);
    return createHash('sha256').update(facts).digest('hex');
  }

  private compare(name: string, seen: string, sums: NonNullable<ModelCard['files']>): void {
    const expected = Object.hasOwn(sums, name) ? sums[name] : undefined;
    if (expected === undefined) {
      throw unusable(join(this.directory, 'card.json'), `files: there is no SHA-256 of ${name}`);
    }
    if (seen === expected.toLowerCase()) return;
    const what = `its SHA-256 is ${seen}, expected ${expected} (files in card.json)`;
    throw unusable(join(this.directory, name), what);
  }
}
