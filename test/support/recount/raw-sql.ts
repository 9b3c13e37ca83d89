import { existsSync } from 'node:fs';
import Libsql from 'libsql';
import { Client, type ClientConfig } from 'pg';

/** A database that is only read, by SQL that SQLite and PostgreSQL share. */
export interface Sql {
  rows<Row>(query: string): Promise<Row[]>;
  /** All queries of the work see the same moment. */
  snapshot<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** @throws Error when the file is not there. */
export function openSqlite(file: string): Sql {
  if (!existsSync(file)) throw new Error(`there is no database ${file}`);
  const database = new Libsql(file, { timeout: 30_000 });
  database.exec('pragma query_only = 1');
  return {
    rows: async <Row>(query: string) => database.prepare(query).all() as Row[],
    snapshot: (work) =>
      between(
        async () => database.exec('begin'),
        work,
        async () => database.exec('commit'),
      ),
    close: async () => void database.close(),
  };
}

/** @param schema of the tables. Default: the first of the connection's search path. */
export async function openPostgres(url: string, schema?: string): Promise<Sql> {
  const config: ClientConfig = { connectionString: url, connectionTimeoutMillis: 10_000 };
  const client = new Client(schema ? { ...config, options: `-c search_path=${schema}` } : config);
  await client.connect();
  return {
    rows: async <Row>(query: string) => (await client.query(query)).rows as Row[],
    snapshot: (work) =>
      between(
        () => client.query('begin isolation level repeatable read read only'),
        work,
        () => client.query('commit'),
      ),
    close: () => client.end(),
  };
}

async function between<Result>(
  begin: () => Promise<unknown>,
  work: () => Promise<Result>,
  end: () => Promise<unknown>,
): Promise<Result> {
  await begin();
  try {
    return await work();
  } finally {
    await end();
  }
}
