import { Client } from 'pg';

/** As pg_dump does, for what our migrations use; its own program would have to be of the server's version. */
const definitions = `
  select c.oid, c.relname as name,
    format('create table %I (%s);', c.relname, string_agg(format('%I %s%s%s', a.attname,
      format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' end,
      ' default ' || pg_get_expr(d.adbin, d.adrelid)), ', ' order by a.attnum)) as definition,
    string_agg(format('%I', a.attname), ', ' order by a.attnum) as columns,
    string_agg(format('quote_nullable(%I::text)', a.attname), ', ' order by a.attnum) as quoted
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace group by c.oid, c.relname order by c.relname`;
const constraints = `
  select format('alter table %I add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
  from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'u') order by conname`;
const indexes = `
  select indexdef || ';' as line from pg_indexes where schemaname = 'public'
    and indexname not in (select conname from pg_constraint) order by indexname`;

interface Table {
  readonly name: string;
  readonly definition: string;
  readonly columns: string;
  readonly quoted: string;
}

/** The database as SQL that makes the same again in an empty one. */
export async function dumpPostgres(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const lines = async (sql: string) =>
      (await client.query<{ line: string }>(sql)).rows.map(({ line }) => line);
    const { rows: tables } = await client.query<Table>(definitions);
    const inserts: string[] = [];
    for (const { name, columns, quoted } of tables) {
      const row = `format('insert into ${name} (${columns}) values (%s);', concat_ws(', ', ${quoted}))`;
      inserts.push(...(await lines(`select ${row} as line from "${name}" order by "${name}"::text`)));
    }
    const made = tables.map(({ definition }) => definition);
    return `${[...made, ...inserts, ...(await lines(constraints)), ...(await lines(indexes))].join('\n')}\n`;
  } finally {
    await client.end();
  }
}

export async function restorePostgres(sql: string, url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
