import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { errorText, UnavailableError } from '../../../foundation/errors/app.error.js';
import { Batcher } from '../../../foundation/concurrency/batcher.js';
import { EmbeddedConnection, isBusy } from './embedded.connection.js';

const pollMs = 20;
/** Batches are kept so small that one of them holds the event loop for some milliseconds. */
const batchLimits = { maxItems: 1024, maxBytes: 1_000_000 };
/** How long another process may hold the file before the broker counts as lost. */
const patienceMs = 1_000;
const probeMs = 500;

export interface WriteOptions {
  /** Wait until the disk has it. Default true; false for what may be lost in a power cut and done again. */
  readonly durable?: boolean;
  readonly sizeBytes?: number;
  /** Once aborted, the work is not begun any more. */
  readonly signal?: AbortSignal;
}

interface Job extends WriteOptions {
  readonly work: (connection: EmbeddedConnection) => unknown;
}

/**
 * The log's file as this process uses it: all brokers of the process share one connection, and what they write in
 * one turn of the event loop shares one transaction. Another process's lock is waited for without blocking.
 */
export class EmbeddedFile {
  private static readonly shared = new Map<string, EmbeddedFile>();

  private users = 0;
  private current: EmbeddedConnection | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly commits: Batcher<Job, unknown>;
  private poll: NodeJS.Timeout | undefined;
  private probe: NodeJS.Timeout | undefined;
  private seenVersion = 0;
  private lockedSince: number | undefined;
  private closed = false;
  /** Why the file cannot be used at the moment. */
  trouble: string | undefined;

  private constructor(private readonly path: string) {
    const sizeBytes = (job: Job) => job.sizeBytes ?? 0;
    this.commits = new Batcher((jobs) => this.commit(jobs), { ...batchLimits, sizeBytes });
  }

  /**
   * Opens the file, waiting for a lock until the signal says stop; `release` it as often as it was opened. Everyone
   * who opens `:memory:` gets a log of their own, and `:memory:<name>` is shared within the process.
   */
  static async open(path: string, signal: AbortSignal): Promise<EmbeddedFile> {
    const key = path.startsWith(':memory:') ? path : resolve(path);
    const file = EmbeddedFile.shared.get(key) ?? new EmbeddedFile(key);
    if (key !== ':memory:') EmbeddedFile.shared.set(key, file);
    file.users += 1;
    try {
      await file.write(() => undefined, { signal, durable: false });
      signal.throwIfAborted();
      return file;
    } catch (error) {
      await file.release();
      throw error;
    }
  }

  /** @throws UnavailableError `BROKER_UNAVAILABLE` */
  read<T>(query: (connection: EmbeddedConnection) => T): T {
    try {
      return query(this.connection());
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  /**
   * Runs the work within a transaction that it shares with others, so it must not throw, and resolves once that is
   * committed. Waits for as long as another process holds the file, unless a signal ends it.
   */
  write<T>(work: (connection: EmbeddedConnection) => T, options: WriteOptions = {}): Promise<T> {
    return this.commits.add({ ...options, work }) as Promise<T>;
  }

  /** Calls the listener after every change: at once if this process made it, else within 20 ms. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    this.poll ??= setInterval(() => this.lookForChanges(), pollMs);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.poll);
      this.poll = undefined;
    };
  }

  async release(): Promise<void> {
    this.users -= 1;
    if (this.users > 0) return;
    if (EmbeddedFile.shared.get(this.path) === this) EmbeddedFile.shared.delete(this.path);
    this.closed = true;
    await this.commits.close();
    clearTimeout(this.probe);
    this.current?.close();
    this.current = undefined;
  }

  private async commit(jobs: readonly Job[]): Promise<readonly unknown[]> {
    await turn(); // between two batches the event loop turns, and other processes get at the lock
    for (;;) {
      const wanted = jobs.filter(({ signal }) => !signal?.aborted);
      const results = wanted.length > 0 ? this.attempt(wanted) : this.abandon();
      if (results) return inPlaceOf(jobs, wanted, results);
      await sleep(1 + Math.random() * 9);
    }
  }

  /** Undefined if another process holds the file. */
  private attempt(jobs: readonly Job[]): unknown[] | undefined {
    try {
      const connection = this.connection();
      const durable = jobs.some((job) => job.durable ?? true);
      const results = connection.transaction(() => jobs.map(({ work }) => work(connection)), durable);
      this.trouble = this.lockedSince = undefined;
      this.notify();
      return results;
    } catch (error) {
      if (!isBusy(error) || this.closed) throw this.unavailable(error);
      this.lockedSince ??= Date.now();
      if (Date.now() - this.lockedSince > patienceMs) this.unavailable(error);
      return undefined;
    }
  }

  /** Whoever had something to write has given up: that is word enough that the file is lost. */
  private abandon(): [] {
    if (this.lockedSince !== undefined) this.lose('locked by another process');
    return [];
  }

  private connection(): EmbeddedConnection {
    if (this.current?.broken) {
      this.current.close();
      this.current = undefined;
    }
    this.current ??= this.connect();
    return this.current;
  }

  private connect(): EmbeddedConnection {
    if (this.path.startsWith(':memory:')) return new EmbeddedConnection(':memory:');
    mkdirSync(dirname(this.path), { recursive: true });
    return new EmbeddedConnection(this.path);
  }

  private lookForChanges(): void {
    try {
      const version = this.connection().dataVersion();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.notify();
    } catch (error) {
      this.unavailable(error);
    }
  }

  /** Else a process that has nothing to write would never learn that the file is back. */
  private async lookForRecovery(): Promise<void> {
    await this.write(() => undefined, { durable: false }).catch(() => undefined);
    this.probe = undefined;
    if (this.trouble !== undefined && !this.closed) {
      this.probe = setTimeout(() => void this.lookForRecovery(), probeMs);
    }
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }

  private unavailable(error: unknown): UnavailableError {
    const text = this.lose(isBusy(error) ? 'locked by another process' : errorText(error));
    return new UnavailableError('BROKER_UNAVAILABLE', text, { cause: error });
  }

  private lose(reason: string): string {
    this.trouble = `${this.path}: ${reason}`;
    if (!this.closed) this.probe ??= setTimeout(() => void this.lookForRecovery(), probeMs);
    return this.trouble;
  }
}

/** The results at their jobs' places; a job that nobody wants any more has none. */
function inPlaceOf(jobs: readonly Job[], wanted: readonly Job[], results: readonly unknown[]): unknown[] {
  if (wanted.length === jobs.length) return [...results];
  const resultOf = new Map(wanted.map((job, index) => [job, results[index]]));
  return jobs.map((job) => resultOf.get(job));
}
