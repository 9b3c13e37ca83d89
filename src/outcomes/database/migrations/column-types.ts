import { PostgresAdapter, type Kysely } from 'kysely';

/** The column type for bytes. */
export function bytesType(database: Kysely<unknown>): 'bytea' | 'blob' {
  return database.getExecutor().adapter instanceof PostgresAdapter ? 'bytea' : 'blob';
}
