import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { unusable } from './model-files.js';
import type { ModelCard } from './model.js';

/** Hashes each file of a network once: to compare it with the card, and for one digest of them all. */
export class FileSums {
  private readonly seen = new Map<string, string>();

  /**
   * @param expected `files` of the card; undefined: the card has none.
   * @param checked the digest of files that another thread has just checked. Nothing is hashed again.
   */
  constructor(
    private readonly directory: string,
    private readonly expected: ModelCard['files'],
    private readonly checked?: string,
  ) {}

  /** @throws UnavailableError `MODEL_UNAVAILABLE` when the content of this file differs from the card. */
  add(name: string, content: Uint8Array): void {
    if (this.checked !== undefined) return;
    this.note(name, createHash('sha256').update(content).digest('hex'));
  }

  /** The same for a file that nothing else reads: it is never whole in memory. */
  async addFile(name: string): Promise<void> {
    if (this.checked !== undefined) return;
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(this.directory, name)), hash);
    this.note(name, hash.digest('hex'));
  }

  /** The SHA-256 of the names and contents of all files that were added, in hexadecimal. */
  digest(): string {
    return (
      this.checked ??
      createHash('sha256')
        .update(JSON.stringify([...this.seen]))
        .digest('hex')
    );
  }

  private note(name: string, seen: string): void {
    this.seen.set(name, seen);
    if (!this.expected) return;
    const expected = Object.hasOwn(this.expected, name) ? this.expected[name] : undefined;
    if (expected === undefined) {
      throw unusable(join(this.directory, 'card.json'), `files: there is no SHA-256 of ${name}`);
    }
    if (seen === expected.toLowerCase()) return;
    const what = `its SHA-256 is ${seen}, expected ${expected} (files in card.json)`;
    throw unusable(join(this.directory, name), what);
  }
}
