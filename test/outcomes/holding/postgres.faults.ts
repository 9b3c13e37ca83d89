import { randomBytes } from 'node:crypto';
import { chown } from 'node:fs/promises';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { TcpGate } from '../../../tools/chaos/tcp-gate.js';
import type { OwnPostgres } from '../../support/services/own-postgres.js';
import { type PgBouncer, startPgBouncer } from '../../support/services/pgbouncer.js';
import { freePort } from '../../support/services/server-process.js';
import { nobody } from '../../support/services/tls-postgres.js';
import { type Fault, type Place, scripted } from './fault.js';
import { mountSmallDisk } from './small-disk.js';

export interface PostgresPlace extends Place {
  readonly server: OwnPostgres;
  /** The service's way to the server. */
  readonly gate: TcpGate;
  readonly database: string;
  /** The service's user, which owns the database. */
  readonly user: string;
}

/** A new database of an ordinary user, behind a gate of its own. */
export async function postgresPlace(server: OwnPostgres): Promise<PostgresPlace> {
  const name = `holding_${randomBytes(4).toString('hex')}`;
  await ask(server.url, `create role ${name} login password 'own'`);
  await ask(server.url, `create database ${name} owner ${name}`);
  const own = new URL(server.url);
  own.pathname = name;
  const gate = new TcpGate(own.host);
  await gate.open();
  onTestFinished(() => gate.shut());
  const settings = { DATABASE_URL: `postgres://${name}:own@${gate.address}/${name}` };
  // The server itself may move.
  own.host = gate.address;
  const sql = (statements: string) => ask(own.href, statements);
  return { server, gate, settings, sql, database: name, user: name };
}

export interface PoolerPlace extends PostgresPlace {
  readonly bouncer: PgBouncer;
}

/** The same behind PgBouncer. */
export async function poolerPlace(server: OwnPostgres, command: string): Promise<PoolerPlace> {
  const place = await postgresPlace(server);
  const bouncer = await startPgBouncer(command, place.settings['DATABASE_URL'] as string);
  onTestFinished(() => bouncer.stop());
  return { ...place, bouncer, settings: { DATABASE_URL: bouncer.url } };
}

async function ask(url: string, statements: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statements);
    return rows;
  } finally {
    await client.end();
  }
}

/** New connections meet the new state. */
const cut = ({ sql, user }: PostgresPlace) =>
  sql(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${user}'`);

/** A change of the user or the database that new connections meet. */
const changed = (
  name: string,
  cause: RegExp,
  harm: (place: PostgresPlace) => string,
  mend: (place: PostgresPlace) => string,
): Fault<PostgresPlace> => ({
  name,
  cause,
  async begin(place) {
    await place.sql(harm(place));
    await cut(place);
    return async () => {
      await place.sql(mend(place));
      await cut(place);
    };
  },
});

const refused: Fault<PostgresPlace> = {
  name: 'refused connections',
  cause: /ECONNREFUSED.*start PostgreSQL/,
  async begin({ gate }) {
    await gate.shut();
    return () => gate.open();
  },
};

const reset: Fault<PostgresPlace> = {
  name: 'connections reset in the middle',
  cause: /ECONNRESET|Connection terminated/,
  async begin({ gate }) {
    gate.resetAfterBytes = 4_000;
    return async () => {
      gate.resetAfterBytes = Infinity;
    };
  },
};

const shutdown: Fault<PostgresPlace> = {
  name: 'shut down by its administrator',
  cause: /is away/,
  async begin({ server }) {
    await server.shutDown();
    return () => server.restart();
  },
};

const failover: Fault<PostgresPlace> = {
  name: 'moved to another port, behind the same address',
  cause: /is away/,
  async begin({ server, gate }) {
    await server.shutDown();
    const [former, port] = [gate.target, await freePort()];
    onTestFinished(async () => {
      await server.shutDown();
      await server.restart();
    });
    return async () => {
      await server.restart(port);
      gate.target = former.replace(/\d+$/, `${port}`);
    };
  },
};

const full: Fault<PostgresPlace> = {
  name: 'a full disk',
  cause: /No space left.*free space/,
  async begin({ server, sql, database }) {
    const disk = await mountSmallDisk(16);
    if (process.getuid?.() === 0) await chown(disk.folder, nobody, nobody);
    await sql(`create tablespace ${database} location '${disk.folder}'`);
    onTestFinished(async () => {
      await ask(server.url, `drop database ${database} with (force)`);
      await ask(server.url, `drop tablespace ${database}`);
    });
    await sql(`alter table outcomes set tablespace ${database}`);
    return disk.fill();
  },
};

const slow: Fault<PostgresPlace> = {
  name: 'statements that do not end',
  cause: /has not finished a write|statement timeout/,
  async begin({ sql, user }) {
    await sql(`create function wait() returns trigger language plpgsql as $$
      begin perform pg_sleep(60); return new; end $$;
      create trigger waiting before insert on outcomes for each statement execute function wait()`);
    return async () => {
      const cancelled = `select pg_cancel_backend(pid) from pg_stat_activity where usename = '${user}'`;
      await sql(`begin; drop trigger waiting on outcomes; commit; ${cancelled}`);
    };
  },
};

const locks: Fault<PostgresPlace> = {
  name: 'a table locked by another session',
  cause: /lock timeout|statement timeout/,
  async begin({ server, database }) {
    const url = new URL(server.url);
    url.pathname = database;
    const holder = new Client({ connectionString: url.href });
    await holder.connect();
    await holder.query('begin; lock table outcomes in access exclusive mode');
    return () => holder.end();
  },
};

const pooler: Fault<PoolerPlace> = {
  name: 'PgBouncer goes away and comes back',
  cause: /is away/,
  async begin({ bouncer }) {
    await bouncer.shutDown();
    return () => bouncer.restart();
  },
};

/** Needs the right to mount. */
export const postgresDiskFaults = { full };

export const poolerFaults = { pooler };

export const postgresFaults = {
  refused,
  failover,
  reset,
  shutdown,
  locks,
  slow,
  wrongPassword: changed(
    'a wrong password',
    /password authentication.*DATABASE_URL/,
    ({ user }) => `alter role ${user} password 'other'`,
    ({ user }) => `alter role ${user} password 'own'`,
  ),
  readOnlyServer: changed(
    'read-only',
    /read-only transaction.*primary/,
    ({ database }) => `alter database ${database} set default_transaction_read_only = on`,
    ({ database }) =>
      `begin read write; alter database ${database} reset default_transaction_read_only; commit`,
  ),
  connections: changed(
    'too many connections',
    /too many connections/,
    ({ user }) => `alter role ${user} connection limit 0`,
    ({ user }) => `alter role ${user} connection limit -1`,
  ),
  lostTable: scripted(
    'a missing table',
    /"outcomes" does not exist/,
    'alter table outcomes rename to elsewhere',
    'alter table elsewhere rename to outcomes',
  ),
  lostColumn: scripted(
    'a missing column',
    /column .*timings.* does not exist/,
    'alter table outcomes rename timings to elsewhere',
    'alter table outcomes rename elsewhere to timings',
  ),
  newColumn: scripted(
    'a new column that must not be empty',
    /every row.*violates not-null constraint/,
    `alter table outcomes add column reviewer text not null default 'x';
     alter table outcomes alter column reviewer drop default`,
    'alter table outcomes drop column reviewer',
  ),
  check: scripted(
    'a check that no row passes',
    /violates check constraint.*undo what was changed/,
    `alter table outcomes add constraint never check (state <> 'predicted') not valid`,
    'alter table outcomes drop constraint never',
  ),
  unique: scripted(
    'a unique index that the second row breaks',
    /every row.*duplicate key/,
    `create unique index one_each on outcomes (model) where model is not null`,
    'drop index one_each',
  ),
  shortText: scripted(
    'a column made too short',
    /value too long.*undo what was changed/,
    'alter table outcomes alter column trace_id type varchar(3)',
    'alter table outcomes alter column trace_id type text',
  ),
  refusingTrigger: scripted(
    'a trigger that refuses every row',
    /not in summer/,
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'not in summer'; end $$;
     create trigger refusing before insert on outcomes for each row execute function refuse()`,
    'drop function refuse() cascade',
  ),
};
