import { randomInt } from 'node:crypto';
import Database from 'libsql';
import { additions, schema, schemaVersion } from './embedded.schema.js';

export type SqlValue = string | number | Uint8Array | null;

/** Whether another connection holds the file, so a retry can help. */
export function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}

/**
 * One connection to the log's file. Every call is synchronous and throws `SQLITE_BUSY` instead of waiting for a lock.
 */
export class EmbeddedConnection {
  private readonly database: Database.Database;
  private readonly statements = new Map<string, Database.Statement>();
  private readonly remembered = new Map<string, unknown>();
  private durable = true;
  /** The connection is broken and must be replaced. */
  broken = false;

  /** Opens the file, and creates it and its tables when they are missing. */
  constructor(path: string) {
    this.database = new Database(path, { timeout: 0 });
    try {
      // Only before the first table; it lets the file shrink.
      this.database.exec('pragma auto_vacuum = incremental');
      this.database.exec('pragma journal_mode = wal');
      this.database.exec('pragma synchronous = full');
      this.database.exec('pragma journal_size_limit = 67108864');
      this.createTables();
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.guarded(() => this.statement(sql).all(values) as Row[]);
  }

  first<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.all<Row>(sql, ...values)[0];
  }

  /** Returns the number of changed rows. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.guarded(() => this.statement(sql).run(values).changes);
  }

  insert(sql: string, ...values: SqlValue[]): number {
    return this.guarded(() => Number(this.statement(sql).run(values).lastInsertRowid));
  }

  /**
   * Runs the work in one transaction. `exec` takes the write lock: in libsql, a prepared statement that meets a lock
   * stays busy and fails every later commit. A transaction that is not durable survives the end of the process. A
   * power cut may lose it until the next durable one, which is good enough for work that may be repeated.
   */
  transaction<T>(work: () => T, durable: boolean): T {
    if (durable !== this.durable) this.database.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`);
    this.durable = durable;
    this.database.exec('begin immediate');
    this.forget();
    try {
      const result = work();
      this.database.exec('commit');
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  /** Caches a lookup for one transaction, so that writers with the same key share it. */
  remember<T>(key: string, find: () => T): T {
    if (!this.remembered.has(key)) this.remembered.set(key, find());
    return this.remembered.get(key) as T;
  }

  forget(): void {
    this.remembered.clear();
  }

  /** Changes when another connection, of this process or another, has written. */
  dataVersion(): number {
    return this.first<{ data_version: number }>('pragma data_version')?.data_version ?? 0;
  }

  /** Pages of the file, and those of them that hold nothing. */
  pages(): { readonly total: number; readonly free: number } {
    const pages = 'select (select page_count from pragma_page_count) as total, freelist_count as free';
    return this.first(`${pages} from pragma_freelist_count`) ?? { total: 0, free: 0 };
  }

  /** False for a file that an earlier version has made, until `rewrite`. */
  canShrink(): boolean {
    return this.first<{ auto_vacuum: number }>('pragma auto_vacuum')?.auto_vacuum === 2;
  }

  /** Within a transaction: gives that many free pages back. */
  shrink(pages: number): void {
    this.database.exec(`pragma incremental_vacuum(${pages})`);
  }

  /** Rewrites the whole file, so that it can shrink. Does nothing while another connection writes. */
  rewrite(): void {
    this.unlessBusy('pragma auto_vacuum = incremental; vacuum');
    this.checkpoint();
  }

  /** Moves what was written to the file itself, which only then becomes smaller. */
  checkpoint(): void {
    this.unlessBusy('pragma wal_checkpoint(truncate)');
  }

  private unlessBusy(sql: string): void {
    try {
      this.database.exec(sql);
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
  }

  /** Identifies this log among all others. */
  id(): number {
    return this.first<{ application_id: number }>('pragma application_id')?.application_id ?? 0;
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private createTables(): void {
    const version = () => this.first<{ user_version: number }>('pragma user_version')?.user_version ?? 0;
    if (version() === 0) this.transaction(() => version() === 0 && this.database.exec(schema), true);
    const isNamed = () => this.id() !== 0;
    const add = () => isNamed() || this.database.exec(additions(randomInt(1, 2 ** 31)));
    if (!isNamed()) this.transaction(add, true);
    if (version() !== schemaVersion) {
      throw new Error(`the log has version ${version()}, this program reads version ${schemaVersion}`);
    }
  }

  private statement(sql: string): Database.Statement {
    let statement = this.statements.get(sql);
    if (!statement) this.statements.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isBusy(error)) this.broken = true;
      throw error;
    }
  }

  private rollback(): void {
    try {
      if (this.database.inTransaction) this.database.exec('rollback');
    } catch {
      this.broken = true;
    }
  }
}
