import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asNobody, openFor } from './postgres-program.js';
import { freePort, type ServerProcess, startServer } from './server-process.js';

/** A PgBouncer in transaction mode, on a free port. */
export interface PgBouncer {
  /** Of the same database as the server's URL. */
  readonly url: string;
  /** Ends it: connections are cut. */
  shutDown(): Promise<void>;
  /** Starts it again after `shutDown`, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Where Debian has it, beside the search path. */
const places = ['pgbouncer', '/usr/sbin/pgbouncer'];

/** The program's command, or the reason why it cannot be run. */
export async function findPgBouncer(): Promise<{ command: string } | { unavailable: string }> {
  for (const command of places) {
    const works = await run(command, ['--version'], { timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (works) return { command };
  }
  return { unavailable: 'pgbouncer is not installed' };
}

/**
 * @param server the URL of a database, with the password.
 * @param settings of its section `pgbouncer`, in place of the usual ones.
 */
export async function startPgBouncer(
  command: string,
  server: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-pgbouncer-'));
  await openFor(folder);
  const file = join(folder, 'pgbouncer.ini');
  const port = await freePort();
  const { hostname, port: serverPort, username, password, pathname } = new URL(server);
  const usual = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: 'transaction',
    default_pool_size: '5',
    ignore_startup_parameters: 'extra_float_digits',
  };
  const lines = Object.entries({ ...usual, ...settings }).map(([name, value]) => `${name} = ${value}`);
  const target = `* = host=${hostname} port=${serverPort} user=${username} password=${password}`;
  await writeFile(file, ['[databases]', target, '[pgbouncer]', ...lines, ''].join('\n'));
  let running: ServerProcess | undefined;
  const restart = async () => {
    // Newer versions wait for clients on TERM.
    running = await startServer([...asNobody, command, file], port, { endSignal: 'KILL' });
  };
  const shutDown = async () => {
    await running?.stop();
    running = undefined;
  };
  await restart();
  return {
    url: `postgres://${username}@127.0.0.1:${port}${pathname}`,
    shutDown,
    restart,
    stop: () => shutDown().finally(() => rm(folder, { recursive: true, force: true })),
  };
}
