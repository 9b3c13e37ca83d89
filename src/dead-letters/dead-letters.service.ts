import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Batcher } from '../transport/batcher.js';
import type { ReceivedLetter } from './dead-letter.rows.js';
import { DeadLettersRepository } from './dead-letters.repository.js';

/** Letters may be large: a transaction takes a hundred of them or 8 MB, whichever is less. */
const insert = { maxItems: 100, maxBytes: 8_000_000 };

/** Stores dead letters. Calls that come while the database is at work share its next transaction. */
@Injectable()
export class DeadLettersService implements OnApplicationShutdown {
  private readonly inserts: Batcher<ReceivedLetter, undefined>;

  constructor(repository: DeadLettersRepository) {
    const store = async (letters: readonly ReceivedLetter[]) => {
      await repository.store(letters);
      return letters.map(() => undefined);
    };
    const sizeBytes = ({ letter }: ReceivedLetter) => letter.message.value?.length ?? 0;
    this.inserts = new Batcher(store, { ...insert, sizeBytes });
  }

  /**
   * Resolves once the letter is on disk, or was before.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing is stored, hold the message and try again.
   */
  async store(letter: ReceivedLetter): Promise<void> {
    await this.inserts.add(letter);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.inserts.close();
  }
}
