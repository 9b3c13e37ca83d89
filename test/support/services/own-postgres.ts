import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres, openFor, type PostgresProgram } from './postgres-program.js';
import { freePort, type ServerProcess, startServer } from './server-process.js';

const run = promisify(execFile);

/** A PostgreSQL of our own on a free port, with its data in a temporary folder. */
export interface OwnPostgres {
  /** With the password. */
  readonly url: string;
  readonly kind: 'package' | 'debian';
  /** Its folder of data and settings. */
  readonly data: string;
  /** The folder of its Unix socket. */
  readonly sockets: string;
  /** Makes it read its settings and its certificate again. */
  reload(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** Ends it: connections are cut, the data stay. */
  shutDown(): Promise<void>;
  /** Starts it again after `shutDown`, with the same data. @param port Default: the same. */
  restart(port?: number): Promise<void>;
}

export interface PostgresData extends PostgresProgram {
  readonly data: string;
  readonly password: string;
  readonly fsync: boolean;
  readonly folder: string;
}

/**
 * @param fsync whether a commit waits for the disk, as PostgreSQL's own default is. The tests end processes, not the
 *   machine's power, and do without.
 * @throws Error in words when there is no program.
 */
export async function startOwnPostgres({ fsync = false } = {}): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'seamline-postgres-'));
  try {
    await openFor(folder);
    const { kind, command } = await findPostgres(folder);
    const data = join(folder, 'data');
    const password = randomBytes(12).toString('hex');
    await initialize(command('initdb'), data, password, join(folder, 'password'));
    return await serveData({ kind, command, data, password, fsync, folder });
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}

/** Serves a folder of data. `stop` removes `folder`, which contains it. */
export async function serveData({
  kind,
  command,
  data,
  password,
  fsync,
  folder,
}: PostgresData): Promise<OwnPostgres> {
  const port = await freePort();
  const urlAt = (at: number) => `postgres://seamline:${password}@127.0.0.1:${at}/postgres`;
  // INT is the shutdown that does not wait for clients to leave.
  const start = (at = port) => {
    const postgres = [...command('postgres'), '-D', data, ...settings(at, fsync, folder)];
    return startServer(postgres, at, { endSignal: 'INT', isReady: () => accepts(urlAt(at)) });
  };
  let server: ServerProcess | undefined = await start();
  const shutDown = async () => {
    await server?.stop();
    server = undefined;
  };
  return {
    url: urlAt(port),
    kind,
    data,
    sockets: folder,
    reload: async () => {
      const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGHUP');
    },
    shutDown,
    stop: () => shutDown().finally(() => removeFolder(folder)),
    restart: async (at) => {
      server = await start(at);
    },
  };
}

/** Runs one statement, where the server allows to write or not. */
export async function executeAt(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, options: '-c default_transaction_read_only=off' });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** It listens before it has read its log; until then it turns every client away. */
async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

async function initialize(
  initdb: string[],
  data: string,
  password: string,
  passwordFile: string,
): Promise<void> {
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const [program = '', ...options] = initdb;
  const user = ['--username=seamline', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  await run(program, [...options, '-D', data, ...user, '--encoding=UTF8', '--no-locale', '--no-sync'], {
    timeout: 60_000,
  });
}

function settings(port: number, fsync: boolean, sockets: string): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: sockets,
    fsync: fsync ? 'on' : 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
