import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely';
import Libsql from 'libsql';
import type { Engine } from './engine.js';

/** libsql is synchronous: it may block the event loop this long for a lock, the rest of the waiting is ours. */
const busyTimeoutMs = 10;

const unavailableCodes = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|READONLY|CANTOPEN|PROTOCOL)/;

/**
 * A transaction takes the write lock before its first statement, and through `exec`: libsql never resets a prepared
 * statement that failed with SQLITE_BUSY, and no later commit on that connection would succeed.
 */
class LockingSqliteDriver extends SqliteDriver {
  constructor(private readonly handle: Libsql.Database) {
    super({ database: handle });
  }

  override async beginTransaction(): Promise<void> {
    this.handle.exec('begin immediate');
  }

  /** SQLite itself has undone a transaction that met a full disk; undoing it again would hide that error. */
  override async rollbackTransaction(): Promise<void> {
    if (this.handle.inTransaction) this.handle.exec('rollback');
  }
}

/** SQLite in one file, which several processes of a machine may share; `:memory:` lives and dies with the engine. */
export class SqliteEngine implements Engine {
  readonly description: string;
  readonly dialect: Dialect;
  private readonly handle: Libsql.Database;

  constructor(file: string) {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const handle = new Libsql(file, { timeout: busyTimeoutMs });
    this.description = `SQLite ${file}`;
    this.handle = handle;
    this.dialect = {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new LockingSqliteDriver(handle),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    };
  }

  /**
   * WAL lets readers go on while one writer commits. `synchronous=full` makes every commit survive a power cut: a
   * prediction is acknowledged at its broker once it is stored, so nobody would deliver a lost row again.
   */
  async migrate(migrations: () => Promise<void>): Promise<void> {
    this.handle.exec('pragma journal_mode = wal; pragma synchronous = full; begin immediate');
    try {
      await migrations();
      this.handle.exec('commit');
    } finally {
      if (this.handle.inTransaction) this.handle.exec('rollback');
    }
  }

  isUnavailable(error: unknown): boolean {
    return error instanceof Error && 'code' in error && unavailableCodes.test(String(error.code));
  }
}
