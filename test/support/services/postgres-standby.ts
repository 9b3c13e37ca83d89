import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { executeAt, type OwnPostgres, serveData } from './own-postgres.js';
import { findPostgres, openFor } from './postgres-program.js';

const run = promisify(execFile);

/** A standby that has confirmed each commit of its primary. */
export interface Standby extends OwnPostgres {
  /** Makes it the primary; the former one must be down. */
  promote(): Promise<void>;
}

/** Restarts the primary for it. */
export async function startStandby(primary: OwnPostgres): Promise<Standby> {
  const { hostname, port, username, password } = new URL(primary.url);
  const folder = await mkdtemp(join(tmpdir(), 'seamline-standby-'));
  await openFor(folder);
  const data = join(folder, 'data');
  await primary.shutDown();
  await run('cp', ['-a', primary.data, data]);
  const source = `host=${hostname} port=${port} user=${username} password=${password}`;
  await appendFile(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
  await writeFile(join(data, 'standby.signal'), '');
  await primary.restart();
  const program = await findPostgres(folder);
  const standby = await serveData({ ...program, data, password, fsync: false, folder });
  await executeAt(primary.url, `alter system set synchronous_standby_names = '*'`);
  await primary.reload();
  const isConfirming = async () =>
    expect(await executeAt(primary.url, 'select sync_state from pg_stat_replication')).toEqual([
      { sync_state: 'sync' },
    ]);
  await vi.waitFor(isConfirming, { timeout: 20_000 });
  const promote = async () => {
    await executeAt(standby.url, 'select pg_promote()');
  };
  return { ...standby, promote };
}
