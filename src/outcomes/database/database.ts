import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Compilable, type CompiledQuery, type Dialect, Kysely, type Transaction } from 'kysely';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseEngine } from './engine.js';
import { type Lane, Lanes } from './lanes.js';
import { takeNumbers } from './numbers.js';
import { Opening } from './opening.js';
import { withPatience } from './patience.js';
import type { Tables } from './schema.js';
import type { Renderer } from './renderer.js';
import { Trials } from './trials.js';
import { type HeldRows, Troubles } from './troubles.js';
import { DatabaseUnavailable, isPassing, named } from './verdict.js';
import { type Phase, watched } from './watched.dialect.js';
import { WritesUnderWay } from './writes-under-way.js';

/** In milliseconds. Below the 5 s after which HTTP answers that a part is away. */
const defaultPatienceMs = 4_000;
/** In milliseconds. A start waits this long for a database that is away, then continues without it. */
const startPatienceMs = 2_000;
/** In milliseconds. Below the 2 s that readiness waits. */
const probePatienceMs = 500;
const slowestCheckMs = 1_500;

/** The tables, up to date. Only repositories build queries on it. */
export class Database implements OnApplicationShutdown {
  /** Its present troubles. */
  readonly troubles: Troubles;
  readonly trials: Trials;
  private readonly logger = new Logger(Database.name);
  private readonly closing = new AbortController();
  private readonly kysely: Kysely<Tables>;
  private readonly lanes: Lanes;
  private readonly writing = new WritesUnderWay();
  private readonly opening: Opening;
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly engine: DatabaseEngine,
    private readonly patienceMs: number,
  ) {
    const { description } = engine;
    this.troubles = new Troubles(description);
    this.trials = new Trials({
      description,
      troubles: this.troubles,
      read: () => this.read,
      patiently: (attempt, patienceMs) => this.patiently(attempt, patienceMs),
    });
    // Any number of writers may wait at once.
    setMaxListeners(0, this.closing.signal);
    const open = (dialect: Dialect) =>
      new Kysely<Tables>({ dialect: watched(dialect, (work, phase) => this.naming(work, phase)) });
    this.kysely = open(engine.dialect);
    this.opening = new Opening({
      engine,
      kysely: this.kysely as unknown as Kysely<unknown>,
      troubles: this.troubles,
      signal: this.closing.signal,
      naming: (work) => this.naming(work, 'connecting'),
    });
    this.lanes = new Lanes(() => engine.openReader && open(engine.openReader()));
  }

  /**
   * Creates missing tables and brings all up to date.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE` when the database stays away for longer than `patienceMs`.
   */
  static async open(engine: DatabaseEngine, patienceMs = defaultPatienceMs): Promise<Database> {
    const database = new Database(engine, patienceMs);
    try {
      await database.opening.within(patienceMs);
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /**
   * The same for a program that starts before its database. It resolves even when the database is unusable, and keeps
   * retrying until `close`. Until it succeeds, every method throws `DATABASE_UNAVAILABLE` with the reason.
   */
  static async start(engine: DatabaseEngine, patienceMs = startPatienceMs): Promise<Database> {
    const database = new Database(engine, defaultPatienceMs);
    const { weakness } = engine;
    if (weakness) database.logger.warn(`${weakness.text}; ${weakness.fix}`);
    const preparing = database.opening.untilThere(patienceMs);
    try {
      await Promise.race([preparing, pause(patienceMs, undefined, { ref: false })]);
    } catch (error) {
      await database.close();
      throw error;
    }
    database.opening.endStart();
    return database;
  }

  get description(): string {
    return this.engine.description;
  }

  /**
   * For queries that change nothing. They never wait for another process that writes.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE` while the tables do not exist, and while the database is away.
   */
  get read(): Kysely<Tables> {
    const { away } = this.opening;
    if (away) throw away;
    return this.trials.transaction ?? this.kysely;
  }

  /**
   * For queries that change nothing and whose time grows with the number of rows: they never hold the event loop.
   *
   * @param work one query, or a few: others of its lane wait for its end. It must not scan itself.
   * @param signal gives up the place in the queue.
   * @throws UnavailableError `DATABASE_UNAVAILABLE` as `read` does; the signal's reason.
   */
  scan<T>(work: (read: Kysely<Tables>) => Promise<T>, lane: Lane = 'page', signal?: AbortSignal): Promise<T> {
    const attempt = async (reader: Kysely<Tables> | undefined) => {
      const { read } = this;
      return work(reader ?? read);
    };
    return this.lanes.take(lane, attempt, signal);
  }

  /** The same for one query whose rows become bytes, or something else that is small. */
  render<Row, Rendered extends object>(
    query: (read: Kysely<Tables>) => Compilable<Row>,
    { render, ...renderer }: Renderer<Row, Rendered>,
    lane: Lane,
    signal?: AbortSignal,
  ): Promise<Rendered> {
    return this.scan(
      async (read) => {
        const compiled = query(read).compile();
        if (!this.engine.openReader) return render((await read.executeQuery(compiled)).rows);
        const rendered = { ...compiled, renderer } as CompiledQuery<unknown> as CompiledQuery<Rendered>;
        const { rows } = await read.executeQuery(rendered);
        return rows[0] as Rendered;
      },
      lane,
      signal,
    );
  }

  /** Call it before a long scan. @throws UnavailableError `BUSY` while 100 wait in its lane. */
  admit(lane: Lane): void {
    this.lanes.admit(lane);
  }

  /**
   * Resolves when the database answers, takes writes, and the latest ones succeeded.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`
   */
  async ping(): Promise<void> {
    const known = this.troubles.now;
    if (!known) return this.check();
    // A check that waits for a lock must not hide known trouble.
    const late = pause(slowestCheckMs, known, { ref: false });
    const error = await Promise.race([this.check().then(() => undefined), late]);
    if (error) throw error;
  }

  private async check(): Promise<void> {
    const { read } = this;
    try {
      await read.selectFrom('outcomes').select('image_id').limit(1).execute();
      await this.engine.expectWritable?.(read as unknown as Kysely<unknown>);
    } catch (error) {
      if (error instanceof DatabaseUnavailable) this.troubles.failed('reading', error);
      throw error;
    }
    this.troubles.worked('reading');
    this.writing.refuseStuck(this.description);
    if (this.troubles.now) await this.tryWriting();
    await this.trials.tryImages(probePatienceMs);
    if (this.troubles.now) throw this.troubles.now;
  }

  /**
   * Runs `work` in one transaction: all of it or nothing. It runs again when the database is away. It may run again
   * after its commit, when the connection was lost just then, so it must be repeatable.
   *
   * @param rows the kind of rows, where the caller holds them until they are stored.
   * @throws UnavailableError `DATABASE_UNAVAILABLE` when the database stays away for longer than `patienceMs`, or
   *   fails in a way that waiting does not help.
   */
  async write<T>(
    work: (transaction: Transaction<Tables>) => Promise<T>,
    rows: HeldRows | 'anything' = 'anything',
    patienceMs?: number,
  ): Promise<T> {
    const { transaction } = this.trials;
    if (transaction) return work(transaction);
    const end = rows === 'anything' ? undefined : this.writing.begin();
    try {
      const attempt = async () => this.read.transaction().execute(work);
      const result = await this.patiently(attempt, patienceMs);
      this.troubles.worked(rows);
      return result;
    } catch (error) {
      if (error instanceof DatabaseUnavailable) this.troubles.failed(rows, error);
      throw error;
    } finally {
      end?.();
    }
  }

  private async tryWriting(): Promise<void> {
    const nothing = (transaction: Transaction<Tables>) => takeNumbers(transaction, 'outcomes', 0);
    await this.write(nothing, 'anything', probePatienceMs);
  }

  /** Calling it again does nothing. */
  close(): Promise<void> {
    this.closing.abort();
    this.troubles.end();
    this.opening.away = new DatabaseUnavailable(`${this.description} is closed`);
    return (this.closed ??= this.destroy());
  }

  private async destroy(): Promise<void> {
    // The connection that writes closes last: it empties the log of SQLite's file.
    await this.lanes.destroy();
    await this.kysely.destroy();
  }

  /** Not earlier: modules still handle and save messages while they are destroyed. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private patiently<T>(attempt: () => Promise<T>, patienceMs = this.patienceMs): Promise<T> {
    return withPatience(attempt, patienceMs, this.closing.signal, isPassing);
  }

  /** Converts database errors to the program's own; all others pass unchanged. */
  private async naming<T>(work: () => Promise<T>, phase: Phase): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const verdict = this.engine.verdictOf(error);
      if (verdict === 'damaged') this.engine.reopen?.();
      // No query has run yet, so no row of ours can be the reason.
      const early = phase === 'connecting' && verdict !== 'damaged';
      const known = named(error, early ? 'passing' : verdict, this.description);
      if (known !== error && known instanceof DatabaseUnavailable) this.troubles.seen(known);
      throw known;
    }
  }
}
