import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Tables } from './schema.js';

/**
 * The time of the database's clock as ISO 8601 text: all processes share it, however wrong their own clocks are.
 *
 * @param laterBy in seconds; negative for a time before. Default: 0.
 */
export function databaseTime(database: Kysely<Tables>, laterBy = 0): RawBuilder<string> {
  const isPostgres = database.getExecutor().adapter instanceof PostgresAdapter;
  return isPostgres
    ? sql<string>`to_char(clock_timestamp() at time zone 'utc' + make_interval(secs => ${laterBy}),
        'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`${laterBy} seconds`})`;
}
