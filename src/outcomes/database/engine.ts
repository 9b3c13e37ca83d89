import type { Dialect, Kysely } from 'kysely';
import type { StepRunner } from './migrations/migration.js';
import type { DatabaseVerdict } from './verdict.js';

export interface MigrationWay {
  /** The first migration to run, for processes that wait meanwhile. */
  readonly next: string;
  /** Ends it; what is half done goes on at the next call. */
  readonly signal: AbortSignal;
}

/** All that differs from one database to another. */
export interface DatabaseEngine {
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
  /** Makes what the tables stand in, such as a schema, where it is missing. */
  ensurePlace?(database: Kysely<unknown>): Promise<void>;
  /** What an error of the dialect is about. */
  verdictOf(error: unknown): DatabaseVerdict;
  /** Closes damaged files; the next use opens them again. */
  reopen?(): void;
}
