import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Kysely, type Transaction } from 'kysely';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { errorText, UnavailableError } from '../errors/app.error.js';
import type { Engine } from './engine.js';
import { migrateToLatest } from './migrations/migrate.js';
import { withPatience } from './patience.js';
import type { Tables } from './schema.js';
import { watched } from './watched.dialect.js';

/** Below the 5 s within which HTTP says that something is away. */
const defaultPatienceMs = 4_000;
/** How long a start is held up by a database that is away; after that it goes on without. */
const startPatienceMs = 2_000;
const pauseBetweenStartsMs = 1_000;

/** The tables, up to date. Repositories build their queries on it; nobody else does. */
export class Database implements OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly closing = new AbortController();
  private readonly kysely: Kysely<Tables>;
  private away: UnavailableError | undefined;
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly engine: Engine,
    private readonly patienceMs: number,
  ) {
    this.away = new UnavailableError('DATABASE_UNAVAILABLE', `${engine.description} is being opened`);
    // Any number of writers may wait at once.
    setMaxListeners(0, this.closing.signal);
    const dialect = watched(engine.dialect, (work) => this.naming(work));
    this.kysely = new Kysely<Tables>({ dialect });
  }

  /**
   * Creates what is missing and brings the tables up to date.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE` when the database stays away for longer than `patienceMs`.
   */
  static async open(engine: Engine, patienceMs = defaultPatienceMs): Promise<Database> {
    const database = new Database(engine, patienceMs);
    try {
      await database.patiently(() => database.prepare(), patienceMs);
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /**
   * The same for a program that starts before its database: when that is away, this resolves all the same and goes on
   * trying until `close`. Until it succeeds, everything here throws `DATABASE_UNAVAILABLE`.
   */
  static async start(engine: Engine, patienceMs = startPatienceMs): Promise<Database> {
    const database = new Database(engine, defaultPatienceMs);
    try {
      await database.patiently(() => database.prepare(), patienceMs);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      database.logger.warn(`${error.message}; going on without it until it is there`);
      void database.prepareInBackground();
    }
    return database;
  }

  get description(): string {
    return this.engine.description;
  }

  /**
   * For queries that change nothing. They never wait for another process that writes. They, too, throw
   * `DATABASE_UNAVAILABLE` when the database is away.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE` as long as the tables are not there.
   */
  get read(): Kysely<Tables> {
    if (this.away) throw this.away;
    return this.kysely;
  }

  /** Resolves when the database answers. @throws UnavailableError `DATABASE_UNAVAILABLE` */
  async ping(): Promise<void> {
    await this.read.selectFrom('outcomes').select('image_id').limit(1).execute();
  }

  /**
   * Runs `work` in one transaction: all of it or nothing. When the database is away, `work` runs again; it may run again
   * although it was committed, when the connection was lost just then, so it must bear that.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE` when the database stays away for longer than `patienceMs`.
   */
  write<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.patiently(async () => this.read.transaction().execute(work), this.patienceMs);
  }

  /** Calling it again does nothing. */
  close(): Promise<void> {
    this.closing.abort();
    this.away = new UnavailableError('DATABASE_UNAVAILABLE', `${this.description} is closed`);
    return (this.closed ??= this.kysely.destroy());
  }

  /** Not earlier: messages are still being handled, and saved, while modules are destroyed. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private patiently<T>(attempt: () => Promise<T>, patienceMs: number): Promise<T> {
    return withPatience(attempt, patienceMs, this.closing.signal);
  }

  private async prepare(): Promise<void> {
    try {
      await this.naming(() => this.engine.migrate(() => migrateToLatest(this.kysely)));
      if (!this.closing.signal.aborted) this.away = undefined;
    } catch (error) {
      if (error instanceof UnavailableError && !this.closing.signal.aborted) this.away = error;
      throw error;
    }
  }

  private async prepareInBackground(): Promise<void> {
    const { signal } = this.closing;
    while (this.away && !signal.aborted) {
      try {
        await pause(pauseBetweenStartsMs, undefined, { signal });
        await this.prepare();
        this.logger.log(`${this.description} is there`);
      } catch (error) {
        if (!signal.aborted && !(error instanceof UnavailableError)) this.logger.error(error);
      }
    }
  }

  /** Gives errors that say so the name `DATABASE_UNAVAILABLE`; all others pass as they are. */
  private async naming<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!this.engine.isUnavailable(error)) throw error;
      const text = `${this.description} is away: ${errorText(error) || codeOf(error)}`;
      throw new UnavailableError('DATABASE_UNAVAILABLE', text, { cause: error });
    }
  }
}

/** Node's error for a name with several addresses has a code and no message. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}
