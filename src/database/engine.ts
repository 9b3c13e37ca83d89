import type { Dialect, Kysely } from 'kysely';
import type { StepRunner } from './migrations/migration.js';
import type { Verdict } from './verdict.js';

export interface MigrationWay {
  /** The first migration to run, for processes that wait meanwhile. */
  readonly next: string;
  /** Ends it; what is half done goes on at the next call. */
  readonly signal: AbortSignal;
}

/** All that differs from one database to another. */
export interface Engine {
  /** Which database, and where, in words for the log; never a user's name or a password. */
  readonly description: string;
  readonly dialect: Dialect;
  /**
   * Prepares the database and runs the migrations alone: of processes that start at once, one runs them.
   *
   * @param database of the dialect.
   * @throws UnavailableError `DATABASE_UNAVAILABLE` while another process is at it.
   */
  migrate(
    database: Kysely<unknown>,
    migrations: (runner: StepRunner) => Promise<void>,
    way: MigrationWay,
  ): Promise<void>;
  /** Whom an error is about that came out of the dialect. */
  verdictOf(error: unknown): Verdict;
  /** Lets go of files that are damaged; what comes next opens them anew. */
  reopen?(): void;
}
