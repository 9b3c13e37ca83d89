import { type RawBuilder, sql } from 'kysely';
import type { NewIndex } from './migration.js';

/**
 * @param how such as `concurrently`.
 * @param schema of the table. Default: the first of the search path that has it.
 */
export function createIndex(
  { index, on, columns, where }: NewIndex,
  how = '',
  schema?: string,
): RawBuilder<unknown> {
  const of = sql.join(columns.map((column) => sql.ref(column)));
  const table = schema === undefined ? sql.id(on) : sql.id(schema, on);
  const only = where === undefined ? sql`` : sql` where ${sql.raw(where)}`;
  return sql`create index ${sql.raw(how)} ${sql.id(index)} on ${table} (${of})${only}`;
}
