import type { Kysely } from 'kysely';

/** Of a table that may be large: PostgreSQL builds it while others write, outside of a transaction. */
export interface NewIndex {
  readonly index: string;
  readonly on: string;
  readonly columns: readonly string[];
  /** SQL; only the rows that it holds for. */
  readonly where?: string;
}

/** What happens in one transaction, and must be short; or an index. */
export type MigrationStep = ((database: Kysely<unknown>) => Promise<void>) | NewIndex;

/** Runs steps on one database, while no other process does. */
export interface StepRunner {
  /** In one transaction: all of it or nothing. On PostgreSQL it never waits long for a lock, and so is tried again. */
  atomically(work: (database: Kysely<unknown>) => Promise<void>): Promise<void>;
  /** May be called again for an index that is there, or half built. */
  createIndex(index: NewIndex): Promise<void>;
}
