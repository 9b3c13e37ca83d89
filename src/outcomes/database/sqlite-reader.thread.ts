import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ReaderAnswer, ReaderError, ReaderQuery, ReaderRequest } from './sqlite-reader.protocol.js';

/** Threads run the built program, also when this file runs from its source, as in tests. */
const workerFile = new URL(
  './sqlite-reader.worker.js',
  import.meta.url.replace('/src/outcomes/', '/dist/outcomes/'),
);

interface Waiting {
  readonly rows: object[];
  readonly resolve: (rows: object[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads a SQLite file in a thread of its own, so that no query holds the event loop. The thread starts with the first
 * query, and again after its death.
 */
export class SqliteReaderThread {
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private nextId = 0;
  private isClosed = false;

  constructor(private readonly file: string) {}

  /**
   * All rows of a query, or the one result of its renderer.
   *
   * @throws errors with the code of SQLite, such as `SQLITE_CORRUPT`.
   */
  all(query: ReaderQuery): Promise<object[]> {
    if (this.isClosed) return Promise.reject(closed(this.file));
    const worker = (this.worker ??= this.start());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { rows: [], resolve, reject });
      worker.ref();
      send(worker, { id, ...query });
    });
  }

  /** Resolves when the thread has closed the file; a query that runs is waited for. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.rejectAll(closed(this.file));
    const { worker } = this;
    if (!worker) return;
    const ended = once(worker, 'exit');
    // Otherwise a process with nothing else to do would end here.
    worker.ref();
    send(worker, { close: true });
    await ended;
  }

  private start(): Worker {
    const worker = new Worker(workerFile, { workerData: this.file });
    let reason: unknown;
    worker.on('message', (answer: ReaderAnswer) => this.take(worker, answer));
    worker.once('error', (error) => (reason = error));
    worker.once('exit', (code) => {
      this.worker = undefined;
      this.rejectAll(reason ?? new Error(`the thread that reads ${this.file} ended with code ${code}`));
    });
    return worker;
  }

  /**
   * What follows an answer runs after other events. The port delivers up to 1,000 answers in one go, those to the
   * questions of their listeners included.
   */
  private take(worker: Worker, answer: ReaderAnswer): void {
    const { id } = answer;
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    if ('rendered' in answer) waiting.rows.push(answer.rendered);
    if ('rows' in answer) waiting.rows.push(...answer.rows.map(rowOf(answer.columns)));
    if ('more' in answer && answer.more) return void setImmediate(send, worker, { id, goOn: true });
    this.waiting.delete(id);
    // An idle thread keeps no process alive.
    if (this.waiting.size === 0) worker.unref();
    setImmediate(() => {
      if ('error' in answer) waiting.reject(restored(answer.error));
      else waiting.resolve(waiting.rows);
    });
  }

  private rejectAll(error: unknown): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

const send = (worker: Worker, request: ReaderRequest) => worker.postMessage(request, []);

const rowOf = (columns: readonly string[]) => (values: readonly unknown[]) => {
  const row: Record<string, unknown> = {};
  for (let at = 0; at < columns.length; at += 1) row[columns[at] as string] = values[at];
  return row;
};

/** Wrong arguments of ours stay errors of their type: no fault of the database. */
function restored({ name, message, code }: ReaderError): Error {
  const error = name === 'TypeError' ? new TypeError(message) : new Error(message);
  return Object.assign(error, code !== undefined && { code });
}

const closed = (file: string) => new Error(`SQLite ${file} is closed`);
