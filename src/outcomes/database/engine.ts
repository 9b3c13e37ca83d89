import type { Dialect, Kysely } from 'kysely';
import type { StepRunner } from './migrations/migration.js';
import type { DatabaseVerdict } from './verdict.js';

export interface MigrationWay {
  /** The first migration to run, shown to processes that wait meanwhile. */
  readonly next: string;
  /** Ends the migration; the next call continues a half-done one. */
  readonly signal: AbortSignal;
}

/** Works, but not as safely as it could. */
export interface Weakness {
  readonly text: string;
  readonly fix: string;
}

/** Everything that differs between databases. */
export interface DatabaseEngine {
  /** The database and its place, in words for the log; never a user's name or a password. */
  readonly description: string;
  readonly dialect: Dialect;
  /** Shown at start and by the doctor. */
  readonly weakness?: Weakness | undefined;
  /** A dialect that reads beside the event loop, where `dialect` reads in it. Absent: `dialect` reads elsewhere. */
  readonly openReader?: (() => Dialect) | undefined;
  /**
   * Prepares the database and runs the migrations alone: of processes that start at once, one runs them.
   *
   * @param database of the dialect.
   * @throws UnavailableError `DATABASE_UNAVAILABLE` while another process runs them.
   */
  migrate(
    database: Kysely<unknown>,
    migrations: (runner: StepRunner) => Promise<void>,
    way: MigrationWay,
  ): Promise<void>;
  /** Creates the container of the tables, such as a schema, where it is missing. */
  ensurePlace?(database: Kysely<unknown>): Promise<void>;
  /** Changes nothing, and waits for no other writer. @throws the database's error where it only reads. */
  expectWritable?(database: Kysely<unknown>): Promise<void>;
  /** Classifies an error of the dialect. */
  verdictOf(error: unknown): DatabaseVerdict;
  /** Closes damaged files; the next use opens them again. */
  reopen?(): void;
}
