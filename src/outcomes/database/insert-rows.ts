import { type InsertQueryBuilder, type InsertResult, PostgresAdapter, sql, type Transaction } from 'kysely';
import type { Tables } from './schema.js';

type Row = Readonly<Record<string, unknown>>;

/** NUL, and half a surrogate pair: PostgreSQL refuses both in JSON. */
const unstorable = /\0|\p{Surrogate}/gu;
/** Their escapes in JSON. It also finds a backslash before such letters, which costs only a second look. */
const perhapsUnstorable = /\\u(0000|d[89a-f])/;

/**
 * Inserts many rows with the same columns. PostgreSQL gets them as one JSON value: a parameter for every value of
 * every row costs more than the insert itself. Values that all rows share are sent once, because parsing the JSON is
 * most of the cost.
 */
export function insertRows<Table extends 'outcomes'>(
  transaction: Transaction<Tables>,
  table: Table,
  rows: readonly object[],
): InsertQueryBuilder<Tables, Table, InsertResult> {
  const insert = transaction.insertInto(table);
  if (!(transaction.getExecutor().adapter instanceof PostgresAdapter)) return insert.values(rows as never);
  const { common, own, columns } = splitColumns(rows as readonly Row[]);
  const empty = sql`null::${sql.table(table)}`;
  const each = sql`json_populate_recordset(${empty}, ${storableJson(own)}) as own`;
  const all = sql`json_populate_record(${empty}, ${storableJson(common)}) as common`;
  const selected = columns.map((column) =>
    sql.ref(`${Object.hasOwn(common, column) ? 'common' : 'own'}.${column}`),
  );
  return insert.columns(columns as never).expression(sql`select ${sql.join(selected)} from ${each}, ${all}`);
}

/** Moves values that all rows share out of the rows. */
function splitColumns(rows: readonly Row[]): { columns: string[]; common: Row; own: readonly Row[] } {
  const [first = {}] = rows;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const alike = new Set(columns.filter((column) => rows.every((row) => row[column] === first[column])));
  const ownColumns = columns.filter((column) => !alike.has(column));
  return {
    columns,
    common: pick(first, [...alike]),
    own: rows.map((row) => pick(row, ownColumns)),
  };
}

function pick(row: Row, columns: readonly string[]): Row {
  const picked: Record<string, unknown> = {};
  for (const column of columns) picked[column] = row[column];
  return picked;
}

/** Checking every value would cost more than all the rest, and is hardly ever needed. */
function storableJson(rows: object): string {
  const json = JSON.stringify(rows);
  if (!perhapsUnstorable.test(json)) return json;
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(unstorable, '\uFFFD') : value,
  );
}
