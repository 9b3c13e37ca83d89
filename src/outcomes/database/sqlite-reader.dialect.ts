import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { ReaderQuery } from './sqlite-reader.protocol.js';
import { SqliteReaderThread } from './sqlite-reader.thread.js';

/** SQLite's dialect for queries that only read: a thread of its own answers them. */
export function sqliteReaderDialect(file: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ReadingDriver(new SqliteReaderThread(file)),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class ReadingConnection implements DatabaseConnection {
  constructor(private readonly thread: SqliteReaderThread) {}

  async executeQuery<R>({
    sql,
    parameters,
    renderer,
  }: CompiledQuery & Pick<ReaderQuery, 'renderer'>): Promise<QueryResult<R>> {
    return { rows: (await this.thread.all({ sql, parameters, renderer })) as R[] };
  }

  streamQuery(): never {
    throw new Error('a reading thread answers whole queries; read them in parts');
  }
}

class ReadingDriver implements Driver {
  private readonly connection: ReadingConnection;

  constructor(private readonly thread: SqliteReaderThread) {
    this.connection = new ReadingConnection(thread);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.connection;
  }

  async releaseConnection(): Promise<void> {}

  beginTransaction(): Promise<never> {
    return Promise.reject(readOnly());
  }

  commitTransaction(): Promise<never> {
    return Promise.reject(readOnly());
  }

  rollbackTransaction(): Promise<never> {
    return Promise.reject(readOnly());
  }

  destroy(): Promise<void> {
    return this.thread.close();
  }
}

const readOnly = () => new Error('a reading thread has no transactions');
