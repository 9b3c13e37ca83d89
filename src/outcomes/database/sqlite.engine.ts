import { mkdirSync, statSync } from 'node:fs';
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
import type { DatabaseVerdict } from './verdict.js';

/** libsql is synchronous: it may block the event loop this long for a lock, the rest of the waiting is ours. */
const busyTimeoutMs = 10;

const verdicts: readonly (readonly [DatabaseVerdict, RegExp])[] = [
  ['row', /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/],
  ['passing', /^SQLITE_(BUSY|LOCKED|PROTOCOL)/],
  ['server', /^SQLITE_(IOERR|FULL|READONLY|CANTOPEN)/],
  ['damaged', /^SQLITE_(CORRUPT|NOTADB)/],
];

/** SQLite has no code of its own for these. */
const lacksTable = /^no such (table|column)|has no column named/;

/**
 * A transaction takes the write lock before its first statement, and through `exec`: libsql never resets a prepared
 * statement that failed with SQLITE_BUSY, and no later commit on that connection would succeed.
 */
class LockingSqliteDriver extends SqliteDriver {
  constructor(
    private readonly open: () => Libsql.Database,
    close: () => void,
  ) {
    super({ database: { prepare: (query) => open().prepare(query) as SqliteStatement, close } });
  }

  /** A file that cannot be opened shows here already. */
  override async init(): Promise<void> {
    this.open();
    await super.init();
  }

  override async beginTransaction(): Promise<void> {
    this.open().exec('begin immediate');
  }

  /** What went into a file that is no longer in its place would be lost: it is written again. */
  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const handle = this.open();
    await super.commitTransaction(connection);
    if (this.open() !== handle) throw replaced();
  }

  /** SQLite itself has undone a transaction that met a full disk; undoing it again would hide that error. */
  override async rollbackTransaction(): Promise<void> {
    const handle = this.open();
    if (handle.inTransaction) handle.exec('rollback');
  }
}

/** SQLite in one file, which several processes of a machine may share; `:memory:` lives and dies with the engine. */
export class SqliteEngine implements DatabaseEngine {
  readonly description: string;
  readonly dialect: Dialect;
  private handle: Libsql.Database | undefined;
  /** Which file was opened last: its device and number. */
  private place: string | undefined;
  private isClosed = false;

  constructor(private readonly file: string) {
    this.description = `SQLite ${file}`;
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

  /** All of it is one transaction: the others find the file locked. */
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
      // Where it was closed meanwhile, that has undone everything.
      if (this.handle === handle && handle.inTransaction) handle.exec('rollback');
    }
  }

  verdictOf(error: unknown): DatabaseVerdict {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'SQLITE_ERROR' && lacksTable.test(errorText(error))) return 'tables';
    return verdicts.find(([, codes]) => codes.test(code))?.[0] ?? 'unclear';
  }

  /** The file may be whole again, or another one: the next use opens it again. */
  reopen(): void {
    this.handle?.close();
    this.handle = undefined;
  }

  /** For good: what is still under way may not open the file again, outside of its transaction. */
  private close(): void {
    this.isClosed = true;
    this.reopen();
  }

  /**
   * Opened when it is first used: a file or a folder that cannot be opened yet is tried again.
   *
   * WAL lets readers go on while one writer commits. `synchronous=full` makes every commit survive a power cut: a
   * prediction is acknowledged at its broker once it is stored, so nobody would deliver a lost row again.
   */
  private open(): Libsql.Database {
    if (this.handle && (this.handle.inTransaction || this.isInPlace())) return this.handle;
    this.reopen();
    if (this.isClosed) throw new Error(`${this.description} is closed`);
    const { file } = this;
    if (this.place !== undefined && placeOf(file) === undefined) throw removed(file);
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const handle = new Libsql(file, { timeout: busyTimeoutMs });
    try {
      handle.exec('pragma journal_mode = wal; pragma synchronous = full');
    } catch (error) {
      // A file that is put in its place is another one, and this handle would not see it.
      handle.close();
      throw error;
    }
    this.place = placeOf(file);
    return (this.handle = handle);
  }

  /** A file that was removed or replaced stays open, and nobody would ever read what goes into it. */
  private isInPlace(): boolean {
    return placeOf(this.file) === this.place;
  }
}

/** Undefined where there is no such file. */
function placeOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.dev}/${found.ino}`;
}

function replaced(): Error {
  return Object.assign(new Error('the file was replaced during a commit'), { code: 'SQLITE_BUSY' });
}

function removed(file: string): Error {
  return Object.assign(new Error(`${file} was removed while it was in use`), { code: 'SQLITE_CANTOPEN' });
}
