import type { Kysely, Transaction } from 'kysely';
import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '../../foundation/errors/app.error.js';
import { checkConstraints } from './check-constraints.js';
import type { Tables } from './schema.js';
import type { HeldRows, Troubles } from './troubles.js';
import { type DatabaseUnavailable, isPassing, refusesAll } from './verdict.js';

/** In milliseconds. Readiness tries ordinary rows this often: nothing else says that an idle table refuses them. */
const trialEveryMs = 30_000;

/** The pending rows of images that are about to be published: readiness tries them itself. */
const images = 'images';

/** Thrown to undo a transaction. */
const undone = Symbol('undone');

type Store = () => Promise<unknown>;

export interface TrialsParts {
  readonly description: string;
  readonly troubles: Troubles;
  readonly read: () => Kysely<Tables>;
  /** Repeats an attempt while the database is away, for that long; default: as long as a write. */
  readonly patiently: <T>(attempt: () => Promise<T>, patienceMs?: number) => Promise<T>;
}

/** Finds out whether the database takes ordinary rows, and stores none. */
export class Trials {
  private readonly running = new AsyncLocalStorage<Transaction<Tables>>();
  private storeImages: Store | undefined;
  private triedMs = -Infinity;

  constructor(private readonly parts: TrialsParts) {}

  /** The transaction of the trial that the caller is a part of. */
  get transaction(): Transaction<Tables> | undefined {
    return this.running.getStore();
  }

  /**
   * Stores ordinary rows and undoes that: whether the database still takes them.
   *
   * @param store its reads and writes are one transaction.
   * @throws UnavailableError `DATABASE_UNAVAILABLE` when the database refuses them, for whatever reason.
   */
  async tryOrdinary(store: Store, rows: HeldRows): Promise<void> {
    try {
      await this.parts.patiently(() => this.tried(store));
    } catch (error) {
      throw error instanceof AppError ? this.refused(error, rows) : error;
    }
  }

  /** @param store stores the rows of images that are about to be published: readiness tries it, and undoes it. */
  provedBy(store: Store): void {
    this.storeImages = store;
  }

  /** The error of such rows, which is never their own. Readiness shows it until they are taken. */
  refusedImages(error: AppError): DatabaseUnavailable {
    return this.refused(error, images);
  }

  /** For readiness. An idle database that is busy for a moment is no trouble. */
  async tryImages(patienceMs: number): Promise<void> {
    const { storeImages: store } = this;
    const { troubles, patiently } = this.parts;
    const isDue = performance.now() - this.triedMs > trialEveryMs;
    if (!store || !(isDue || troubles.now)) return;
    try {
      await patiently(() => this.tried(store), patienceMs);
      this.triedMs = performance.now();
      troubles.worked(images);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!isPassing(error)) this.refused(error, images);
    }
  }

  private refused(cause: AppError, rows: HeldRows | typeof images): DatabaseUnavailable {
    const { description, troubles } = this.parts;
    const error = refusesAll(cause, description);
    troubles.seen(error);
    troubles.failed(rows, error);
    return error;
  }

  private async tried(store: Store): Promise<void> {
    try {
      await this.parts
        .read()
        .transaction()
        .execute(async (transaction) => {
          await this.running.run(transaction, store);
          await checkConstraints(transaction);
          throw undone;
        });
    } catch (thrown) {
      if (thrown !== undone) throw thrown;
    }
  }
}
