import type { Kysely } from 'kysely';

/** An index of a table that may be large: PostgreSQL builds it while others write, outside of a transaction. */
export interface NewIndex {
  readonly index: string;
  readonly on: string;
  readonly columns: readonly string[];
  /** SQL condition of a partial index. */
  readonly where?: string;
}

/** A short piece of work in one transaction, or an index. */
export type MigrationStep = ((database: Kysely<unknown>) => Promise<void>) | NewIndex;

/** Runs steps on one database, while no other process does. */
export interface StepRunner {
  /** In one transaction: all or nothing. On PostgreSQL it never waits long for a lock, and so is retried. */
  atomically(work: (database: Kysely<unknown>) => Promise<void>): Promise<void>;
  /** May be called again for an index that exists, or is half built. */
  createIndex(index: NewIndex): Promise<void>;
}
