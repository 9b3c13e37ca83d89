import { type ExpressionWrapper, type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Tables } from './schema.js';

/** A number out of a column of JSON text; null where it is missing. @param key of the JSON object. */
export function jsonNumber<Columns extends keyof Tables>(
  database: Kysely<Tables>,
  column: ExpressionWrapper<Tables, Columns, string | null>,
  key: string,
): RawBuilder<number | null> {
  return database.getExecutor().adapter instanceof PostgresAdapter
    ? sql`(${column}::json ->> ${key})::double precision`
    : sql`json_extract(${column}, ${`$.${key}`})`;
}
