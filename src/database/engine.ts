import type { Dialect } from 'kysely';

/** All that differs from one database to another. */
export interface Engine {
  /** Which database, and where, in words for the log; never a user's name or a password. */
  readonly description: string;
  readonly dialect: Dialect;
  /** Prepares the database and runs the migrations alone: of processes that start at once, the others wait. */
  migrate(migrations: () => Promise<void>): Promise<void>;
  /** True when the error says that the database is busy or away, so that trying again can help. */
  isUnavailable(error: unknown): boolean;
}
