import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';

interface Made {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** The file as SQL that makes the same again: what is in it, in an order that does not depend on chance. */
export function dumpSqlite(file: string): string {
  const database = new Libsql(file);
  try {
    const made = database
      .prepare(`select type, name, sql from sqlite_master where sql is not null and name not like 'sqlite_%'`)
      .all() as Made[];
    const tables = made.filter(({ type }) => type === 'table').map(({ name }) => name);
    const counted = made.some(({ sql }) => /\bautoincrement\b/i.test(sql));
    const { user_version: version } = database.prepare('pragma user_version').get() as {
      user_version: number;
    };
    const lines = [
      ...made.map(({ sql }) => `${sql};`),
      ...[...tables, ...(counted ? ['sqlite_sequence'] : [])].flatMap((table) => insertsOf(database, table)),
      `pragma user_version = ${version};`,
    ];
    return `${lines.join('\n')}\n`;
  } finally {
    database.close();
  }
}

/** Makes the file of a dump, in the journal mode in which it was. */
export function restoreSqlite(sql: string, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Libsql(file);
  database.exec(`pragma journal_mode = wal; begin;\n${sql}commit;`);
  database.close();
}

function insertsOf(database: Libsql.Database, table: string): string[] {
  const columns = database.prepare(`pragma table_info("${table}")`).all() as { name: string }[];
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const quoted = columns.map(({ name }) => `quote("${name}") as "${name}"`).join(', ');
  const rows = database.prepare(`select ${quoted} from "${table}" order by ${names}`).all() as Record<
    string,
    string
  >[];
  return rows.map((row) => {
    const values = columns.map(({ name }) => readable(row[name] ?? 'null'));
    return `insert into "${table}" (${names}) values (${values.join(', ')});`;
  });
}

/** Bytes that are text are shown as text. */
function readable(literal: string): string {
  const [, hex] = /^X'([\dA-F]+)'$/.exec(literal) ?? [];
  const bytes = Buffer.from(hex ?? '', 'hex');
  const text = bytes.toString();
  const isText = hex !== undefined && Buffer.from(text).equals(bytes) && !/\p{Cc}/u.test(text);
  return isText ? `cast('${text.replaceAll("'", "''")}' as blob)` : literal;
}
