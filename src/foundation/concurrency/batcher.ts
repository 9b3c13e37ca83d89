import { TransientError, UnavailableError } from '../errors/app.error.js';
import type { BatchScope } from './batch.scope.js';

/** The default priority: half-way between the first, 1, and the last, 255. */
const defaultPriority = 128;

export interface BatcherOptions<Item> {
  /** Most items in one batch. */
  readonly maxItems: number;
  /** Most bytes in one batch, by `sizeBytes`; a single larger item goes alone. Default: unlimited. */
  readonly maxBytes?: number;
  readonly sizeBytes?: (item: Item) => number;
  /** Batches that run at the same time. Default: 1. */
  readonly concurrency?: number;
  /** Milliseconds that an item may wait for others while a runner is free. Default: 0, it runs at once. */
  readonly maxWaitMs?: number;
  /** Surrounds each batch. Default: none. */
  readonly scope?: BatchScope | undefined;
}

export interface Urgency {
  /** 1 (first) to 255 (last) in the queue. Default, and for 0: 128. */
  readonly priority?: number | undefined;
  /** Milliseconds that the item may wait for its batch; in a batch it is never cancelled. Default: unlimited. */
  readonly timeoutMs?: number | undefined;
  /** Drops the item when its batch would begin; its reason is the error. */
  readonly signal?: AbortSignal | undefined;
}

const noUrgency: Urgency = {};

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly priority: number;
  readonly signal: AbortSignal | undefined;
  /** The time of its arrival; set only where items may wait for others. */
  readonly since: number;
  readonly origin: unknown;
  timer?: NodeJS.Timeout;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Groups single calls into batches by the rule of Triton's dynamic batcher: all queued items run as soon as a runner
 * is free. So a batch adds no waiting at low load and grows by itself at high load. Items of one priority keep their
 * order. Knows nothing of models, brokers or databases.
 */
export class Batcher<Item, Result> {
  private readonly queue: Waiting<Item, Result>[] = [];
  private running = 0;
  private timer: NodeJS.Timeout | undefined;
  private scheduled = false;
  private closed = false;
  private idle: (() => void)[] = [];

  /**
   * @param run returns one result per item, in the same order; a result that is an error fails its item. When it
   *   throws, every item of that batch fails.
   */
  constructor(
    private readonly run: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
    private readonly options: BatcherOptions<Item>,
  ) {}

  /** Items that wait for a runner. */
  get queued(): number {
    return this.queue.length;
  }

  /** Every runner has a batch: new items have to wait. */
  get busy(): boolean {
    return this.running >= (this.options.concurrency ?? 1);
  }

  /**
   * Settles with this item's own result. Rejects at once after `close`, and with TransientError `TIMED_OUT` when no
   * batch had room for it in its time.
   */
  add(item: Item, { priority, timeoutMs, signal }: Urgency = noUrgency): Promise<Result> {
    if (this.closed) return Promise.reject(new UnavailableError('BATCHER_CLOSED', 'the batcher is closed'));
    return new Promise((resolve, reject) => {
      const since = this.options.maxWaitMs ? performance.now() : 0;
      const waiting: Waiting<Item, Result> = {
        item,
        priority: priority || defaultPriority,
        signal,
        since,
        origin: this.options.scope?.origin(),
        resolve,
        reject,
      };
      if (timeoutMs !== undefined)
        waiting.timer = setTimeout(() => this.expire(waiting, timeoutMs), timeoutMs);
      this.enqueue(waiting);
      this.schedule();
    });
  }

  /** Accepts no more items and resolves once all accepted ones have settled. */
  async close(): Promise<void> {
    this.closed = true;
    this.start();
    if (this.running > 0 || this.queue.length > 0) await new Promise<void>((done) => this.idle.push(done));
  }

  /** After all items that are as urgent or more. */
  private enqueue(waiting: Waiting<Item, Result>): void {
    const last = this.queue.at(-1);
    if (!last || last.priority <= waiting.priority) {
      this.queue.push(waiting);
      return;
    }
    const before = this.queue.findLastIndex(({ priority }) => priority <= waiting.priority);
    this.queue.splice(before + 1, 0, waiting);
  }

  private expire(waiting: Waiting<Item, Result>, timeoutMs: number): void {
    const at = this.queue.indexOf(waiting);
    if (at < 0) return;
    this.queue.splice(at, 1);
    waiting.reject(new TransientError('TIMED_OUT', `no batch had room within ${timeoutMs} ms`));
    this.settleIdle();
  }

  /** All calls of one turn of the event loop share a batch: the start waits for the end of the turn. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.start();
    });
  }

  private start(): void {
    while (this.queue.length > 0 && this.running < (this.options.concurrency ?? 1)) {
      const waitMs = this.mayWaitMs();
      if (waitMs > 0 && this.queue.length < this.options.maxItems && !this.closed) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.start(), Math.ceil(waitMs));
        return;
      }
      const batch = this.take();
      if (batch.length > 0) void this.runBatch(batch);
      else this.settleIdle();
    }
  }

  /** Milliseconds that the oldest item may still wait for others. */
  private mayWaitMs(): number {
    const { maxWaitMs = 0 } = this.options;
    if (maxWaitMs === 0) return 0;
    const oldest = this.queue.reduce((least, { since }) => Math.min(least, since), Infinity);
    return maxWaitMs - (performance.now() - oldest);
  }

  private take(): Waiting<Item, Result>[] {
    const { maxItems, maxBytes = Infinity, sizeBytes = () => 0 } = this.options;
    let count = 0;
    let dropped = 0;
    let bytes = 0;
    for (const { item, signal } of this.queue) {
      if (signal?.aborted) {
        dropped += 1;
        continue;
      }
      bytes += sizeBytes(item);
      if (count === maxItems || (count > 0 && bytes > maxBytes)) break;
      count += 1;
    }
    const taken = this.queue.splice(0, count + dropped);
    for (const { timer } of taken) clearTimeout(timer);
    return dropped === 0 ? taken : taken.filter(isWanted);
  }

  private async runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.running += 1;
    try {
      const results = await this.runWithin(batch);
      if (results.length !== batch.length) {
        throw new Error(`a batch of ${batch.length} got ${results.length} results`);
      }
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index] as Result | Error;
        if (result instanceof Error) reject(result);
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running -= 1;
      this.start();
      this.settleIdle();
    }
  }

  private runWithin(batch: readonly Waiting<Item, Result>[]): Promise<readonly (Result | Error)[]> {
    const { scope } = this.options;
    const items = batch.map(({ item }) => item);
    if (!scope) return this.run(items);
    return scope.run(
      batch.map(({ origin }) => origin),
      () => this.run(items),
    );
  }

  private settleIdle(): void {
    if (this.running === 0 && this.queue.length === 0) this.idle.splice(0).forEach((done) => done());
  }
}

/** Rejects an item of a caller that has gone. */
function isWanted({ signal, reject }: Waiting<unknown, never>): boolean {
  if (!signal?.aborted) return true;
  reject(signal.reason);
  return false;
}
