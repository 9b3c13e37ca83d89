import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type DatabaseConnection,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect,
  type Kysely,
  type SqliteStatement,
} from 'kysely';
import Libsql from 'libsql';
import { errorText } from '../../foundation/errors/app.error.js';
import type { DatabaseEngine } from './engine.js';
import { createIndex } from './migrations/create-index.js';
import type { StepRunner } from './migrations/migration.js';
import { sqliteReaderDialect } from './sqlite-reader.dialect.js';
import { fileId, removedError } from './sqlite.file.js';
import type { DatabaseVerdict } from './verdict.js';

/**
 * In milliseconds. libsql is synchronous, so a lock may block the event loop this long; the rest of the wait is ours.
 */
const busyTimeoutMs = 10;

const verdicts: readonly (readonly [DatabaseVerdict, RegExp])[] = [
  // Our tables have none of these: somebody has changed them.
  ['tables', /^SQLITE_CONSTRAINT_(CHECK|FOREIGNKEY)$/],
  ['row', /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/],
  ['passing', /^SQLITE_(BUSY|LOCKED|PROTOCOL)/],
  ['server', /^SQLITE_(IOERR|FULL|READONLY|CANTOPEN)/],
  ['damaged', /^SQLITE_(CORRUPT|NOTADB)/],
];

/** Errors for which SQLite has no code. */
const lacksTable = /^no such (table|column)|has no column named/;

/**
 * A transaction takes the write lock before its first statement, and through `exec`. libsql never resets a prepared
 * statement that failed with SQLITE_BUSY, and no later commit on that connection would succeed.
 */
class LockingSqliteDriver extends SqliteDriver {
  constructor(
    private readonly open: () => Libsql.Database,
    close: () => void,
  ) {
    super({ database: { prepare: (query) => open().prepare(query) as SqliteStatement, close } });
  }

  /** A file that cannot be opened fails here already. */
  override async init(): Promise<void> {
    this.open();
    await super.init();
  }

  override async beginTransaction(): Promise<void> {
    this.open().exec('begin immediate');
  }

  /** Rows in a file that was moved away would be lost, so they are written again. */
  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const handle = this.open();
    await super.commitTransaction(connection);
    if (this.open() !== handle) throw replaced();
  }

  /** SQLite itself rolls back a transaction that met a full disk; a second rollback would hide that error. */
  override async rollbackTransaction(): Promise<void> {
    const handle = this.open();
    if (handle.inTransaction) handle.exec('rollback');
  }
}

/**
 * SQLite in one file, which several processes of a machine may share; `:memory:` exists only as long as the engine.
 */
export class SqliteEngine implements DatabaseEngine {
  readonly description: string;
  readonly dialect: Dialect;
  readonly openReader: (() => Dialect) | undefined;
  private handle: Libsql.Database | undefined;
  /** Device and number of the file opened last. */
  private place: string | undefined;
  private isClosed = false;

  constructor(private readonly file: string) {
    this.description = `SQLite ${file}`;
    this.openReader = file === ':memory:' ? undefined : () => sqliteReaderDialect(file);
    this.dialect = {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () =>
        new LockingSqliteDriver(
          () => this.open(),
          () => this.close(),
        ),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    };
  }

  /** All of it is one transaction: other processes find the file locked. */
  async migrate(database: Kysely<unknown>, migrations: (runner: StepRunner) => Promise<void>): Promise<void> {
    const handle = this.open();
    handle.exec('begin immediate');
    try {
      await migrations({
        atomically: (work) => work(database),
        createIndex: async (index) => void (await createIndex(index).execute(database)),
      });
      handle.exec('commit');
    } finally {
      // Where it was closed meanwhile, that has rolled everything back.
      if (this.handle === handle && handle.inTransaction) handle.exec('rollback');
    }
  }

  verdictOf(error: unknown): DatabaseVerdict {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'SQLITE_ERROR' && lacksTable.test(errorText(error))) return 'tables';
    return verdicts.find(([, codes]) => codes.test(code))?.[0] ?? 'unclear';
  }

  /** The file may be whole again, or replaced: the next use opens it again. */
  reopen(): void {
    this.handle?.close();
    this.handle = undefined;
  }

  /** For good: running work must not open the file again, outside of its transaction. */
  private close(): void {
    this.isClosed = true;
    this.reopen();
  }

  /**
   * Opens on first use, and retries a file or a folder that cannot be opened yet.
   *
   * WAL lets readers continue while one writer commits. `synchronous=full` makes every commit survive a power cut: a
   * prediction is acknowledged at its broker once it is stored, so no broker would deliver a lost row again.
   */
  private open(): Libsql.Database {
    if (this.handle && (this.handle.inTransaction || this.isInPlace())) return this.handle;
    this.reopen();
    if (this.isClosed) throw new Error(`${this.description} is closed`);
    const { file } = this;
    if (this.place !== undefined && fileId(file) === undefined) throw removedError(file);
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const handle = new Libsql(file, { timeout: busyTimeoutMs });
    try {
      handle.exec('pragma journal_mode = wal; pragma synchronous = full');
    } catch (error) {
      // A file put in its place is another one, and this handle would not see it.
      handle.close();
      throw error;
    }
    this.place = fileId(file);
    return (this.handle = handle);
  }

  /** A removed or replaced file stays open, and no reader would ever find what goes into it. */
  private isInPlace(): boolean {
    return fileId(this.file) === this.place;
  }
}

function replaced(): Error {
  return Object.assign(new Error('the file was replaced during a commit'), { code: 'SQLITE_BUSY' });
}
