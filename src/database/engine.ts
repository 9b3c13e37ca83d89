import type { Dialect } from 'kysely';
import type { Verdict } from './verdict.js';

/** All that differs from one database to another. */
export interface Engine {
  /** Which database, and where, in words for the log; never a user's name or a password. */
  readonly description: string;
  readonly dialect: Dialect;
  /** Prepares the database and runs the migrations alone: of processes that start at once, the others wait. */
  migrate(migrations: () => Promise<void>): Promise<void>;
  /** Whom an error is about that came out of the dialect. */
  verdictOf(error: unknown): Verdict;
  /** Lets go of files that are damaged; what comes next opens them anew. */
  reopen?(): void;
}
