import Libsql from 'libsql';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { fileId, removedError } from './sqlite.file.js';
import type { ReaderAnswer, ReaderQuery, ReaderRequest } from './sqlite-reader.protocol.js';

/** Rows in one message: the other thread restores them in about 2 ms. */
const rowsPerPart = 500;
/** In milliseconds. Only this thread waits for a lock. */
const busyTimeoutMs = 1_000;
const damage = /^SQLITE_(CORRUPT|NOTADB)/;

type Row = readonly unknown[];
type Render = (rows: readonly unknown[]) => object;

interface Rest {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Reads one SQLite file, beside the connection that writes it. */
class SqliteReader {
  private handle: Libsql.Database | undefined;
  private place: string | undefined;
  private readonly rests = new Map<number, Rest>();

  constructor(
    private readonly file: string,
    private readonly port: MessagePort,
  ) {}

  async answer(request: ReaderRequest): Promise<void> {
    if ('close' in request) return this.close();
    const { id } = request;
    try {
      if ('goOn' in request) this.send(id, this.rests.get(id) ?? { columns: [], rows: [] });
      else if (request.renderer) this.post({ id, rendered: await this.render(request, request.renderer) });
      else this.send(id, this.read(request));
    } catch (thrown) {
      const { name, message, code } = thrown as Error & { readonly code?: string };
      if (damage.test(String(code))) this.forget();
      this.post({ id, error: { name, message, code } });
    }
  }

  private async render(
    { sql, parameters }: ReaderQuery,
    { module, name }: NonNullable<ReaderQuery['renderer']>,
  ): Promise<object> {
    const renderers = (await import(module)) as Readonly<Record<string, Render>>;
    const render = renderers[name];
    if (!render) throw new TypeError(`${module} exports no ${name}`);
    return render(
      this.open()
        .prepare(sql)
        .all(...parameters),
    );
  }

  private read({ sql, parameters }: ReaderQuery): Rest {
    const statement = this.open().prepare(sql);
    const columns = statement.columns().map(({ name }) => name);
    return { columns, rows: statement.raw().all(...parameters) as Row[] };
  }

  /** The other thread asks for each further part, so that a long answer never holds it. */
  private send(id: number, { columns, rows }: Rest): void {
    const more = rows.length > rowsPerPart;
    if (more) this.rests.set(id, { columns, rows: rows.slice(rowsPerPart) });
    else this.rests.delete(id);
    this.post({ id, columns, rows: more ? rows.slice(0, rowsPerPart) : rows, more });
  }

  private post(answer: ReaderAnswer): void {
    this.port.postMessage(answer, []);
  }

  /** A file that was replaced is opened again. A missing one is never created: only the writing connection may. */
  private open(): Libsql.Database {
    const place = fileId(this.file);
    if (place === undefined) throw removedError(this.file);
    if (this.handle && this.place === place) return this.handle;
    this.forget();
    const handle = new Libsql(this.file, { timeout: busyTimeoutMs });
    try {
      handle.exec('pragma query_only = on');
    } catch (error) {
      handle.close();
      throw error;
    }
    this.place = place;
    return (this.handle = handle);
  }

  private forget(): void {
    this.handle?.close();
    this.handle = undefined;
  }

  private close(): void {
    this.forget();
    this.port.close();
  }
}

if (parentPort) {
  const reader = new SqliteReader(String(workerData), parentPort);
  parentPort.on('message', (request: ReaderRequest) => void reader.answer(request));
}
