import { type ClientBase, Pool, type PoolConfig } from 'pg';
import type { Target } from '../../foundation/config/postgres-url.js';
import type { Limits } from './postgres.limits.js';
import { PostgresSession } from './postgres.session.js';
import type { Encryption } from './postgres.tls.js';

export interface ServerOptions {
  /** Everything but encryption and limits. */
  readonly config: PoolConfig;
  /** Reads the files of certificates, so that a new one counts after a failure. @throws Error of a file. */
  readonly encryptions: () => readonly Encryption[];
  readonly limits: Limits;
  /** Of the tables; undefined: the first of the connection's search path. */
  readonly schema: string | undefined;
  readonly target: Target;
}

/** More ways to reach one server than there are. */
const mostAttempts = 4;

/** PgBouncer and RDS Proxy refuse parameters that they cannot keep for a connection. */
const refusedParameters = /unsupported startup parameter|command-line options/i;

const refusedEncryption = /does not support SSL/;

/** A pooler took the parameters, and the server does not have them. */
class IgnoredParameters extends Error {}

/** One server: its connections, and what their failures taught about the way to reach it. */
export class PostgresServer {
  private pool: Pool | undefined;
  private closing: Promise<unknown> = Promise.resolve();
  private limitsAtBegin = false;
  private encryption = 0;
  private encryptions: readonly Encryption[] = [];

  constructor(private readonly options: ServerOptions) {}

  /** @throws what the last attempt says: of `pg`, of the network, or that the server does not fit the target. */
  async connect(): Promise<PostgresSession> {
    for (let attempt = 1; ; attempt += 1) {
      const pool = (this.pool ??= this.open());
      try {
        const client = await pool.connect();
        const atBegin = this.limitsAtBegin ? this.limitsOfTransaction() : undefined;
        return new PostgresSession(client, atBegin, () => this.renew(pool));
      } catch (error) {
        // Another caller may have learnt the same meanwhile.
        const hasChanged = pool !== this.pool || this.learn(pool, error);
        if (!hasChanged || attempt === mostAttempts) throw error;
      }
    }
  }

  /** Waits for borrowed connections. */
  async end(): Promise<void> {
    this.renew(this.pool);
    await this.closing;
  }

  /** Whether another way is worth an attempt. */
  private learn(pool: Pool, error: unknown): boolean {
    const { message = '', code = '' } = error as { message?: string; code?: string };
    if (!this.limitsAtBegin && (error instanceof IgnoredParameters || refusedParameters.test(message))) {
      this.limitsAtBegin = true;
    } else if (this.encryptions.length > 1 && (refusedEncryption.test(message) || code === '28000')) {
      this.encryption = 1 - this.encryption;
    } else {
      // With no connection left, the next caller begins from the start, and reads certificates again.
      if (pool.totalCount > 0) return false;
      this.encryption = 0;
      this.renew(pool);
      return false;
    }
    this.renew(pool);
    return true;
  }

  /** The next caller gets a new connection. Old ones close once their borrowers return them. */
  private renew(pool: Pool | undefined): void {
    if (!pool || pool !== this.pool) return;
    this.pool = undefined;
    // Without the results: each would contain the one before, for as long as the server is away.
    this.closing = Promise.allSettled([this.closing, pool.end()]).then(() => undefined);
  }

  private open(): Pool {
    const { config, encryptions, limits, schema, target } = this.options;
    this.encryptions = encryptions();
    const { limitsAtBegin } = this;
    const path = schema === undefined ? '' : `-c search_path=${schema}`;
    const options = [config.options, limitsAtBegin ? '' : path].filter(Boolean).join(' ');
    const pool = new Pool({
      ...config,
      ...(limitsAtBegin ? {} : limits.startup),
      ...(options && { options }),
      ssl: this.encryptions[this.encryption] ?? false,
      onConnect: async (client) => {
        if (!limitsAtBegin || target !== 'any') await this.examine(client, limitsAtBegin);
        if (!limitsAtBegin) await limits.onConnect?.(client);
      },
    });
    // A connection that breaks while idle emits an error; without a listener it would end the process.
    const ignore = () => undefined;
    pool.on('error', ignore);
    pool.on('connect', (client) => void client.on('error', ignore));
    return pool;
  }

  private async examine(client: ClientBase, limitsAtBegin: boolean): Promise<void> {
    const { limits, schema, target } = this.options;
    const { rows } = await client.query<{ taken: boolean; path: string; reads: boolean; standby: boolean }>(
      `select current_setting('statement_timeout')::interval = interval '${limits.startup.statement_timeout} ms'
         as taken, current_setting('search_path') as path, pg_is_in_recovery() as standby,
         current_setting('transaction_read_only')::boolean as reads`,
    );
    const [found] = rows;
    if (!limitsAtBegin && !(found?.taken && (schema === undefined || found.path === schema)))
      throw new IgnoredParameters('a pooler ignores startup parameters');
    const fits = target === 'any' || !(target === 'primary' ? found?.standby : found?.reads);
    if (!fits) throw Object.assign(new Error('it takes only read-only transactions'), { code: '25006' });
  }

  private limitsOfTransaction(): string {
    const { limits, schema } = this.options;
    return schema === undefined
      ? limits.atBegin
      : `${limits.atBegin}; set local search_path = "${schema.replaceAll('"', '""')}"`;
  }
}
