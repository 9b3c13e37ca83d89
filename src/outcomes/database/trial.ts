import type { Kysely, Transaction } from 'kysely';
import { AsyncLocalStorage } from 'node:async_hooks';
import { checkConstraints } from './check-constraints.js';
import type { Tables } from './schema.js';

/** Thrown to undo a transaction. */
const undone = Symbol('undone');

/** Finds out whether rows can be stored, and stores none. */
export class Trial {
  private readonly running = new AsyncLocalStorage<Transaction<Tables>>();

  /** The transaction of the trial that the caller is a part of. */
  get transaction(): Transaction<Tables> | undefined {
    return this.running.getStore();
  }

  /** Resolves when the rows could be stored; rejects with the database's reason. */
  async of(kysely: Kysely<Tables>, store: () => Promise<unknown>): Promise<void> {
    try {
      await kysely.transaction().execute(async (transaction) => {
        await this.running.run(transaction, store);
        await checkConstraints(transaction);
        throw undone;
      });
    } catch (thrown) {
      if (thrown !== undone) throw thrown;
    }
  }
}
