import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { errorText, UnavailableError } from '../../../foundation/errors/app.error.js';
import { Batcher } from '../../../foundation/concurrency/batcher.js';
import { EmbeddedConnection, isBusy } from './embedded.connection.js';

const pollMs = 20;
/** In bytes or messages. A batch this small holds the event loop for a few milliseconds only. */
const batchLimits = { maxItems: 1024, maxBytes: 1_000_000 };
/**
 * In milliseconds. The broker counts as lost when another process holds the file longer, and pushes are refused. That
 * is as long as a publish waits by default: less would refuse what only takes a while.
 */
const patienceMs = 4_000;
const probeMs = 500;

export interface WriteOptions {
  /**
   * Whether to wait until the data is on disk. Default: true. False for work that may be lost in a power cut and
   * repeated.
   */
  readonly durable?: boolean;
  readonly sizeBytes?: number;
  /** Work whose signal is aborted does not begin. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds that the work waits for a lock of another process. Waiting behind other work does not count.
   * Default: unlimited.
   */
  readonly budgetMs?: number;
}

interface Job extends WriteOptions {
  readonly work: (connection: EmbeddedConnection) => unknown;
  /** By `performance.now()`: when it joined the queue. */
  readonly since: number;
  /** Rejects it before its batch ends; absent without a budget. */
  readonly reject?: (error: UnavailableError) => void;
  isLate?: boolean;
}

/**
 * The log's file in this process. All brokers of the process share one connection, and writes of one turn of the
 * event loop share one transaction. Waits for another process's lock without blocking.
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
  /** The error that makes the file unusable now. */
  trouble: string | undefined;

  private constructor(private readonly path: string) {
    const sizeBytes = (job: Job) => job.sizeBytes ?? 0;
    this.commits = new Batcher((jobs) => this.commit(jobs), { ...batchLimits, sizeBytes });
  }

  /**
   * Opens the file and waits `budgetMs` for a lock of another process. Call `release` once for each open. Each open of
   * `:memory:` gets a log of its own; `:memory:<name>` is shared within the process.
   *
   * @throws UnavailableError `BROKER_UNAVAILABLE`
   */
  static async open(path: string, budgetMs: number): Promise<EmbeddedFile> {
    const key = path.startsWith(':memory:') ? path : resolve(path);
    const file = EmbeddedFile.shared.get(key) ?? new EmbeddedFile(key);
    if (key !== ':memory:') EmbeddedFile.shared.set(key, file);
    file.users += 1;
    try {
      await file.write(() => undefined, { budgetMs, durable: false });
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
   * Runs the work within a shared transaction, so it must not throw. Resolves once that is committed. Waits as long
   * as another process holds the file, unless the signal aborts or the budget ends.
   */
  write<T>(work: (connection: EmbeddedConnection) => T, options: WriteOptions = {}): Promise<T> {
    const since = performance.now();
    if (options.budgetMs === undefined) return this.commits.add({ ...options, work, since }) as Promise<T>;
    return new Promise((resolve, reject) => {
      this.commits
        .add({ ...options, work, since, reject })
        .then(resolve as (result: unknown) => void, reject);
    });
  }

  /** Calls the listener after every change: at once for this process's own, else within 20 ms. */
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
    await turn(); // the event loop turns between two batches, and other processes can take the lock
    for (;;) {
      const wanted = jobs.filter(({ signal, isLate }) => !signal?.aborted && !isLate);
      const results = wanted.length > 0 ? this.attempt(wanted) : this.abandon();
      if (results) return inPlaceOf(jobs, wanted, results);
      this.endLate(wanted);
      await sleep(1 + Math.random() * 9);
    }
  }

  /** Undefined while another process holds the file. */
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
      this.lockedSince ??= performance.now();
      if (performance.now() - this.lockedSince > patienceMs) this.unavailable(error);
      return undefined;
    }
  }

  /** Work that had to queue behind a lock does not get its whole budget again: the queue ends with its first. */
  private endLate(jobs: readonly Job[]): void {
    const now = performance.now();
    for (const job of jobs) {
      const { budgetMs = Infinity, since, reject } = job;
      const waitedMs = now - Math.max(since, this.lockedSince ?? now);
      if (waitedMs < budgetMs) continue;
      job.isLate = true;
      const text = this.lose(`locked by another process for ${Math.round(waitedMs)} ms`);
      reject?.(new UnavailableError('BROKER_UNAVAILABLE', text));
    }
  }

  /** A writer's timeout is proof enough that the file is lost. */
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

  /** Otherwise a process without writes would never notice that the file is back. */
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

/** The results at their jobs' places; none for a job that was aborted. */
function inPlaceOf(jobs: readonly Job[], wanted: readonly Job[], results: readonly unknown[]): unknown[] {
  if (wanted.length === jobs.length) return [...results];
  const resultOf = new Map(wanted.map((job, index) => [job, results[index]]));
  return jobs.map((job) => resultOf.get(job));
}
