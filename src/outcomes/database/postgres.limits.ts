import type { ClientBase } from 'pg';

/** The limits of time that the server keeps for a connection, in each of the two ways to set them. */
export interface Limits {
  /** Parameters of a new connection, in milliseconds. A pooler may refuse or ignore them. */
  readonly startup: {
    readonly statement_timeout: number;
    readonly lock_timeout?: number;
    readonly idle_in_transaction_session_timeout?: number;
  };
  /** Completes a new connection that took the parameters. */
  readonly onConnect?: (client: ClientBase) => Promise<void>;
  /** The same limits for one transaction, as statements after its first. */
  readonly atBegin: string;
}

/** In milliseconds. A process that froze inside a transaction holds locks that all others wait for. */
const idleInTransactionTimeoutMs = 10_000;
const statementTimeoutMs = 20_000;
const lockTimeoutMs = 5_000;

export const usualLimits: Limits = {
  startup: {
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
  },
  atBegin:
    `set local statement_timeout = ${statementTimeoutMs}; set local lock_timeout = ${lockTimeoutMs}; ` +
    `set local idle_in_transaction_session_timeout = ${idleInTransactionTimeoutMs}`,
};

/** The role or the database may have limits of its own. */
const unlimited = (local: boolean) => `select set_config(name, '0', ${local}) from pg_settings where name in
  ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** For migrations: none. */
export const noLimits: Limits = {
  // `pg` does not send 0. A server that has the longest one has taken our parameters.
  startup: { statement_timeout: 2_147_483_647 },
  onConnect: async (client) => {
    await client.query(unlimited(false));
    // PostgreSQL 14 and later can notice that the client has gone, but not on every platform.
    await client
      .query(`select set_config('client_connection_check_interval', '1s', false)`)
      .catch(() => undefined);
  },
  atBegin: unlimited(true),
};
