import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Libsql from 'libsql';
import { onTestFinished } from 'vitest';
import { lockElsewhere } from '../../support/sqlite-lock.js';
import { temporaryFolder } from '../../support/test-application.js';
import { type Fault, type Place, scripted } from './fault.js';
import type { SmallDisk } from './small-disk.js';

const run = promisify(execFile);

export interface SqlitePlace extends Place {
  readonly file: string;
  readonly disk: SmallDisk | undefined;
}

/** Results in a file; the broker's log is on another disk where the file has one of its own. */
export async function sqlitePlace(disk?: SmallDisk): Promise<SqlitePlace> {
  const folder = await temporaryFolder();
  const file = join(folder, 'results.db');
  if (disk) await symlink(join(disk.folder, 'results.db'), file);
  const sql = async (statements: string) => {
    const database = new Libsql(file, { timeout: 10_000 });
    try {
      if (!statements.startsWith('select')) database.exec(statements);
      else return database.prepare(statements).all() as Record<string, unknown>[];
      return [];
    } finally {
      database.close();
    }
  };
  return { settings: { DATA_DIR: folder }, sql, file, disk };
}

const locked: Fault<SqlitePlace> = {
  name: 'locked by another process',
  cause: /locked|busy/,
  async begin({ file }) {
    const lock = await lockElsewhere(file);
    return () => lock.release();
  },
};

const removed: Fault<SqlitePlace> = {
  name: 'the file is removed',
  cause: /was removed.*put the file back/,
  async begin({ file }) {
    await rename(file, `${file}.away`);
    return () => rename(`${file}.away`, file);
  },
};

/** @param harm what becomes of the content. */
const damaged = (name: string, cause: RegExp, harm: (whole: Buffer) => Buffer): Fault<SqlitePlace> => ({
  name,
  cause,
  async begin({ file, sql }) {
    // Another process's commit makes everybody forget what they have read.
    await sql("pragma wal_checkpoint(truncate); update counters set value = value where name = 'labels'");
    const whole = await readFile(file);
    await writeOver(file, harm(Buffer.from(whole)));
    return () => writeOver(file, whole);
  },
});

async function writeOver(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(bytes, 0, bytes.length, 0);
  await handle.close();
}

const pageBytes = 4_096;

export const sqliteFaults = {
  locked,
  removed,
  damagedPages: damaged('damaged pages', /is damaged.*restore a copy/, (whole) =>
    whole.fill(0xa5, pageBytes),
  ),
  noDatabase: damaged('no database', /is damaged.*restore a copy/, (whole) => whole.fill('no database')),
  lostTable: scripted(
    'a missing table',
    /no such table/,
    'alter table outcomes rename to elsewhere',
    'alter table elsewhere rename to outcomes',
  ),
  sqliteTrigger: scripted(
    'a trigger that refuses every row',
    /every row.*not in summer/,
    `create trigger refusing before insert on outcomes begin select raise(abort, 'not in summer'); end`,
    'drop trigger refusing',
  ),
};

/**
 * As after an error of the disk: even files that are open already cannot be written. The index in shared memory stays as
 * it is: a write into a mapped file that nobody may write ends any process (SIGBUS).
 */
const readOnly: Fault<SqlitePlace> = {
  name: 'read-only files',
  cause: /look at the disk/,
  async begin({ file }) {
    const files = [file, `${file}-wal`].filter((path) => existsSync(path));
    await run('chattr', ['+i', ...files]);
    const release = async () => void (await run('chattr', ['-i', ...files]));
    onTestFinished(release);
    return release;
  },
};

/** Faults of the disk that the file is on. */
const ofDisk = (name: string, cause: RegExp, begin: (disk: SmallDisk) => Promise<() => Promise<void>>) => ({
  name,
  cause,
  begin: (place: SqlitePlace) => begin(place.disk as SmallDisk),
});

/** They need the rights of an administrator. */
export const sqliteRightsFaults = { readOnly };

export const sqliteDiskFaults = {
  full: ofDisk('a full disk', /full.*free space/, (disk) => disk.fill()),
};
