import { Socket } from 'node:net';
import { type Dialect, Kysely, PostgresDialect, PostgresQueryCompiler, sql } from 'kysely';
import { type CustomTypesConfig, type PoolConfig, types as pgTypes } from 'pg';
import { parsePostgresUrl, type PostgresAddress } from '../../foundation/config/postgres-url.js';
import type { DatabaseEngine, MigrationWay, Weakness } from './engine.js';
import type { StepRunner } from './migrations/migration.js';
import { postgresVerdict } from './postgres.errors.js';
import { type Limits, noLimits, usualLimits } from './postgres.limits.js';
import { migratingAlone } from './postgres.migration.js';
import { describeAddress, nameOf } from './postgres.names.js';
import { PostgresServer } from './postgres.server.js';
import { PostgresServers } from './postgres.servers.js';
import { encryptionsOf, weaknessOf } from './postgres.tls.js';
import type { DatabaseVerdict } from './verdict.js';

const connections = 10;
/** In milliseconds, also for a query that waits for a free connection. Below the 4 s that a write waits. */
const connectTimeoutMs = 3_000;
/** In milliseconds. Several servers share the time, but each gets as much as a distant one needs. */
const shortestConnectTimeoutMs = 1_000;
/** In milliseconds. A frozen server or network answers nothing, not even that the statement took too long. */
const silenceTimeoutMs = 25_000;

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
  readonly weakness: Weakness | undefined;
  private readonly address: PostgresAddress;

  /**
   * @param url as `parsePostgresUrl` reads it.
   * @param schema of the tables. Default: the first of the connection's search path.
   */
  constructor(
    url: string,
    private readonly schema?: string,
  ) {
    this.address = parsePostgresUrl(url);
    this.description = describeAddress(this.address, schema);
    this.weakness = weaknessOf(this.address, this.description);
    const stream = () => new Socket().setTimeout(silenceTimeoutMs).on('timeout', onSilence);
    const servers = this.servers(usualLimits, { stream, max: connections, types });
    this.dialect = new NulFreePostgresDialect({ pool: servers.asPool() });
  }

  /** Uses connections of its own: migrating a large table takes long, and no request's limit must end it. */
  async migrate(
    _database: Kysely<unknown>,
    migrations: (runner: StepRunner) => Promise<void>,
    way: MigrationWay,
  ): Promise<void> {
    way.signal.throwIfAborted();
    const sockets = new Set<Socket>();
    const stream = () => {
      const socket = new Socket();
      sockets.add(socket);
      return socket;
    };
    // Cutting the connections makes the server stop their work.
    const cut = () => sockets.forEach((socket) => socket.destroy());
    way.signal.addEventListener('abort', cut, { once: true });
    const pool = this.servers(noLimits, { stream }).asPool();
    const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
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

  /** A lock on no row is refused where nothing can be written. */
  async expectWritable(database: Kysely<unknown>): Promise<void> {
    await sql`select from outcomes where false for update`.execute(database);
  }

  verdictOf(error: unknown): DatabaseVerdict {
    return postgresVerdict(error);
  }

  private servers(limits: Limits, more: PoolConfig): PostgresServers {
    const { address, schema } = this;
    const { tls, target } = address;
    const common = { ...configOf(address), ...more };
    const servers = address.hosts.map((at) => ({
      name: nameOf(at),
      server: new PostgresServer({
        config: { ...common, ...(at.host && { host: at.host }), ...(at.port && { port: at.port }) },
        encryptions: () => encryptionsOf(tls, at.host),
        limits,
        schema,
        target,
      }),
    }));
    return new PostgresServers(servers);
  }
}

function configOf(address: PostgresAddress): PoolConfig {
  const { user, password, database, hosts, options, tls } = address;
  const wantedMs = (address.connectTimeoutS || Number.POSITIVE_INFINITY) * 1_000;
  const shareMs = Math.max(shortestConnectTimeoutMs, connectTimeoutMs / hosts.length);
  return {
    application_name: address.applicationName ?? 'seamline',
    connectionTimeoutMillis: Math.min(wantedMs, shareMs),
    keepAlive: true,
    enableChannelBinding: address.channelBinding,
    user,
    password,
    database,
    options,
    ...(tls.direct && { sslnegotiation: 'direct' }),
  };
}

/** `create schema if not exists` needs a right even when the schema exists, so this looks first. */
async function ensureSchema(database: Kysely<unknown>, schema: string): Promise<void> {
  const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(database);
  if (found.rows.length === 0) await database.schema.createSchema(schema).ifNotExists().execute();
}

/** The pool closes connections that have been idle for 10 s, so one that is silent for longer waits for an answer. */
function onSilence(this: Socket): void {
  this.destroy(Object.assign(new Error(`no answer within ${silenceTimeoutMs} ms`), { code: 'ETIMEDOUT' }));
}
