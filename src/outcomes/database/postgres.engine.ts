import { Socket } from 'node:net';
import { type Dialect, Kysely, PostgresDialect, PostgresQueryCompiler, sql } from 'kysely';
import { type ClientBase, type CustomTypesConfig, Pool, type PoolConfig, types as pgTypes } from 'pg';
import type { DatabaseEngine, MigrationWay } from './engine.js';
import type { StepRunner } from './migrations/migration.js';
import { postgresVerdict } from './postgres.errors.js';
import { migratingAlone } from './postgres.migration.js';
import type { DatabaseVerdict } from './verdict.js';

const connections = 10;
/** In milliseconds, also for a query that waits for a free connection. Below the 4 s that a write waits. */
const connectTimeoutMs = 3_000;
const statementTimeoutMs = 20_000;
/** In milliseconds. A frozen server or network answers nothing, not even that the statement took too long. */
const silenceTimeoutMs = 25_000;
/** In milliseconds. A process that froze inside a transaction holds locks that all others wait for. */
const idleInTransactionTimeoutMs = 10_000;
const lockTimeoutMs = 5_000;

/** Sums and numbers of rows stay far below 2^53, so they are numbers here, as in SQLite. */
const types: CustomTypesConfig = {
  getTypeParser: (id, format) =>
    id === pgTypes.builtins.INT8 ? Number : (pgTypes.getTypeParser(id, format) as unknown),
};

/** PostgreSQL's text cannot hold the character NUL, which a sender may put into an id or a URL. */
class NulFreeQueryCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(typeof parameter === 'string' ? parameter.replaceAll('\0', '\uFFFD') : parameter);
  }
}

class NulFreePostgresDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new NulFreeQueryCompiler();
  }
}

/** PostgreSQL, for processes on several machines. Connections are opened on demand and replaced when they break. */
export class PostgresEngine implements DatabaseEngine {
  readonly description: string;
  readonly dialect: Dialect;
  private readonly url: string;

  /**
   * @param url `postgres://user:password@host:port/database`; parameters such as `sslmode` as `pg` knows them.
   * @param schema of the tables. Default: the first of the connection's search path.
   */
  constructor(
    url: string,
    private readonly schema?: string,
  ) {
    const { host, pathname } = new URL(url);
    this.url = schema === undefined ? url : withSchema(url, schema);
    this.description = `PostgreSQL ${host}${pathname}${schema === undefined ? '' : `, schema ${schema}`}`;
    this.dialect = new NulFreePostgresDialect({ pool: openPool(this.url) });
  }

  /** Uses connections of its own: migrating a large table takes long, and no request's limit must end it. */
  async migrate(
    _database: Kysely<unknown>,
    migrations: (runner: StepRunner) => Promise<void>,
    way: MigrationWay,
  ): Promise<void> {
    way.signal.throwIfAborted();
    const sockets = new Set<Socket>();
    const cut = () => sockets.forEach((socket) => socket.destroy());
    way.signal.addEventListener('abort', cut, { once: true });
    const database = new Kysely<unknown>({
      dialect: new PostgresDialect({ pool: openPatientPool(this.url, sockets) }),
    });
    try {
      await this.ensurePlace(database);
      await migratingAlone(database, this.description, way, migrations);
    } finally {
      way.signal.removeEventListener('abort', cut);
      await database.destroy();
    }
  }

  async ensurePlace(database: Kysely<unknown>): Promise<void> {
    if (this.schema !== undefined) await ensureSchema(database, this.schema);
  }

  verdictOf(error: unknown): DatabaseVerdict {
    return postgresVerdict(error);
  }
}

/** `create schema if not exists` needs a right even when the schema exists, so this looks first. */
async function ensureSchema(database: Kysely<unknown>, schema: string): Promise<void> {
  const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(database);
  if (found.rows.length === 0) await database.schema.createSchema(schema).ifNotExists().execute();
}

/** Parameters of the URL come before those of the pool. */
function withSchema(url: string, schema: string): string {
  const own = new URL(url);
  const options = own.searchParams.get('options');
  own.searchParams.set('options', `${options ? `${options} ` : ''}-c search_path=${schema}`);
  return own.href;
}

function openPool(url: string): Pool {
  return watchedPool({
    connectionString: url,
    max: connections,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    stream: () => new Socket().setTimeout(silenceTimeoutMs).on('timeout', onSilence),
    types,
  });
}

/** @param sockets gets its connections: cutting them makes the server stop their work. */
function openPatientPool(url: string, sockets: Set<Socket>): Pool {
  const stream = () => {
    const socket = new Socket();
    sockets.add(socket);
    return socket;
  };
  return watchedPool({ connectionString: url, stream, onConnect: allowLongWork });
}

/** `pg` does not send a limit of 0, and the role or the database may have limits of its own. */
async function allowLongWork(client: ClientBase): Promise<void> {
  await client.query(`select set_config(name, '0', false) from pg_settings where name in
    ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`);
  // PostgreSQL 14 and later can notice that the client has gone, but not on every platform.
  await client
    .query(`select set_config('client_connection_check_interval', '1s', false)`)
    .catch(() => undefined);
}

function watchedPool(config: PoolConfig): Pool {
  const pool = new Pool({
    application_name: 'seamline',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    ...config,
  });
  // A connection that breaks while idle emits an error; without a listener it would end the process.
  const ignore = () => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => void client.on('error', ignore));
  return pool;
}

/** The pool closes connections that have been idle for 10 s, so one that is silent for longer waits for an answer. */
function onSilence(this: Socket): void {
  this.destroy(Object.assign(new Error(`no answer within ${silenceTimeoutMs} ms`), { code: 'ETIMEDOUT' }));
}
