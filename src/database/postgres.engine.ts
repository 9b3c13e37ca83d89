import { Socket } from 'node:net';
import { PostgresDialect, PostgresQueryCompiler, type Dialect } from 'kysely';
import { type CustomTypesConfig, Pool, types as pgTypes } from 'pg';
import type { Engine } from './engine.js';
import { postgresVerdict } from './postgres.errors.js';
import type { Verdict } from './verdict.js';

const connections = 10;
/** Also how long a query waits for a free connection. Below the 4 s for which a write is patient. */
const connectTimeoutMs = 3_000;
const statementTimeoutMs = 20_000;
/** A server or a network that froze answers nothing at all, not even that the statement took too long. */
const silenceTimeoutMs = 25_000;
/** A process that froze inside a transaction holds locks that everybody waits for. */
const idleInTransactionTimeoutMs = 10_000;
const lockTimeoutMs = 5_000;

/** Sums and numbers of rows stay far below 2^53, so they are numbers here as they are in SQLite. */
const types: CustomTypesConfig = {
  getTypeParser: (id, format) =>
    id === pgTypes.builtins.INT8 ? Number : (pgTypes.getTypeParser(id, format) as unknown),
};

/** Text of PostgreSQL cannot hold the character NUL, which anybody may send us in an id or ask for in a URL. */
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

/** PostgreSQL, for processes on several machines. Connections are made when they are needed and replaced when they break. */
export class PostgresEngine implements Engine {
  readonly description: string;
  readonly dialect: Dialect;

  /** @param url `postgres://user:password@host:port/database`; parameters such as `sslmode` as `pg` knows them. */
  constructor(url: string) {
    const { host, pathname } = new URL(url);
    this.description = `PostgreSQL ${host}${pathname}`;
    this.dialect = new NulFreePostgresDialect({ pool: openPool(url) });
  }

  /** Kysely's migrator holds an advisory lock, so that the others wait, and runs everything in one transaction. */
  migrate(migrations: () => Promise<void>): Promise<void> {
    return migrations();
  }

  verdictOf(error: unknown): Verdict {
    return postgresVerdict(error);
  }
}

function openPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'seamline',
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
    stream: () => new Socket().setTimeout(silenceTimeoutMs).on('timeout', onSilence),
    types,
  });
  // A connection that breaks while nobody uses it has nobody to tell; without a listener it would end the process.
  const ignore = () => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => void client.on('error', ignore));
  return pool;
}

/** The pool closes connections that have been idle for 10 s: one that is silent for longer waits for an answer. */
function onSilence(this: Socket): void {
  this.destroy(Object.assign(new Error(`no answer within ${silenceTimeoutMs} ms`), { code: 'ETIMEDOUT' }));
}
