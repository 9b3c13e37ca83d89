import { type RawBuilder, sql } from 'kysely';
import type { NewIndex } from './migration.js';

/** @param how such as `concurrently`. */
export function createIndex({ index, on, columns, where }: NewIndex, how = ''): RawBuilder<unknown> {
  const of = sql.join(columns.map((column) => sql.ref(column)));
  const only = where === undefined ? sql`` : sql` where ${sql.raw(where)}`;
  return sql`create index ${sql.raw(how)} ${sql.id(index)} on ${sql.table(on)} (${of})${only}`;
}
