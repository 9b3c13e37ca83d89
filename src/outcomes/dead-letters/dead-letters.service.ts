import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { RowInserts } from '../database/row-inserts.js';
import type { ReceivedLetter } from './dead-letter.rows.js';
import { DeadLettersRepository } from './dead-letters.repository.js';

/** In bytes: letters may be large. */
const lettersPerInsert = 100;

/** Stores dead letters. Calls during a transaction share the next one. */
@Injectable()
export class DeadLettersService implements OnApplicationShutdown {
  private readonly inserts: RowInserts<ReceivedLetter>;

  constructor(repository: DeadLettersRepository) {
    this.inserts = new RowInserts((letters) => repository.store(letters), {
      nameOf: ({ broker, letter: { message } }) => `${broker}/${message.topic}/${message.id}`,
      tryOrdinary: () => repository.tryOrdinary(),
      sizeBytes: ({ letter }) => letter.message.value?.length ?? 0,
      maxRows: lettersPerInsert,
    });
  }

  /**
   * Resolves once the letter is on disk, or was before.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing is stored; hold the message and retry.
   */
  async store(letter: ReceivedLetter): Promise<void> {
    await this.inserts.save(letter);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.inserts.close();
  }
}
