import { type InsertQueryBuilder, type InsertResult, PostgresAdapter, sql, type Transaction } from 'kysely';
import type { Tables } from './schema.js';

/** NUL, and half a surrogate pair: PostgreSQL refuses both in JSON. */
const unstorable = /\0|\p{Surrogate}/gu;
/** What JSON makes of them; also of a backslash before such letters, which costs a second look and no more. */
const perhapsUnstorable = /\\u(0000|d[89a-f])/;

/**
 * An insert of many rows with the same columns. On PostgreSQL they travel as one JSON value: a parameter for every value
 * of every row costs more than the inserting itself.
 */
export function insertRows<Table extends 'outcomes'>(
  transaction: Transaction<Tables>,
  table: Table,
  rows: readonly object[],
): InsertQueryBuilder<Tables, Table, InsertResult> {
  const insert = transaction.insertInto(table);
  if (!(transaction.getExecutor().adapter instanceof PostgresAdapter)) return insert.values(rows as never);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const json = storableJson(rows);
  const record = sql`json_populate_recordset(null::${sql.table(table)}, ${json})`;
  return insert
    .columns(columns as never)
    .expression(sql`select ${sql.join(columns.map((column) => sql.ref(column)))} from ${record}`);
}

/** A look at every value would cost more than all the rest, and is hardly ever needed. */
function storableJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  if (!perhapsUnstorable.test(json)) return json;
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(unstorable, '\uFFFD') : value,
  );
}
