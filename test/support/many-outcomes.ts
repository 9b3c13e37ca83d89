import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { Database } from '../../src/outcomes/database/database.js';
import { migrations } from '../../src/outcomes/database/migrations/migrate.js';
import { SqliteEngine } from '../../src/outcomes/database/sqlite.engine.js';

export const manyLabels = ['Bag', 'Coat', 'Dress', 'Sandal', 'Shirt'] as const;

/**
 * Rows of 10,000 images a request, one outcome each millisecond since 2026-01-01; each 1,000th is a dead letter and
 * each 50th is wrong. The running numbers agree with them.
 */
const fill = `
  insert into outcomes (image_id, request_id, image_index, broker, event_source, state, seq, label, class_index,
    confidence, top, unsure, true_label, model, model_version, timings, error_code, reason, created_at, decided_at)
  with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < :rows),
    named as (select n, n % 1000 = 0 as dead,
      strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n / 1000.0, 'unixepoch') as at,
      json_extract(:labels, '$[' || (n % 5) || ']') as label,
      json_extract(:labels, '$[' || ((n + (n % 50 = 7)) % 5) || ']') as truth from numbers)
  select 'request-' || ((n - 1) / 10000) || '/' || ((n - 1) % 10000), 'request-' || ((n - 1) / 10000), (n - 1) % 10000,
    'embedded', '/seamline/publisher', iif(dead, 'dead', 'predicted'), n, iif(dead, null, label), iif(dead, null, n % 5),
    iif(dead, null, 0.5 + (n % 500) / 1000.0), iif(dead, null, json_array(
      json_object('label', label, 'classIndex', n % 5, 'confidence', 0.5 + (n % 500) / 1000.0),
      json_object('label', 'Boot', 'classIndex', 9, 'confidence', 0.01))),
    iif(dead, null, n % 500 < 100), iif(dead, null, truth), iif(dead, null, 'fashion-mnist'), iif(dead, null, '1'),
    iif(dead, null, '{"brokerMs":1,"preprocessMs":0,"queueMs":2,"computeMs":3,"batchSize":32}'),
    iif(dead, 'BAD_MESSAGE', null), iif(dead, 'no image', null), at, at
  from named`;

const sums = `
  insert into requests (id, broker, start_idx, end_idx, accepted, created_at)
    select request_id, 'embedded', 0, count(*), count(*), min(created_at) from outcomes group by request_id;
  insert into tallies (known, true_label, label, images)
    select 1, true_label, label, count(*) from outcomes where state = 'predicted' group by 2, 3;
  update counters set value = (select max(seq) from outcomes) where name = 'outcomes'`;

/**
 * A database of so many outcomes in a file of the caller's own. The original is built once, and kept until the tables
 * or this file's statements change.
 */
export async function manyOutcomes(rows: number, file: string): Promise<void> {
  const key = createHash('sha256').update(JSON.stringify([Object.keys(migrations), fill, sums, manyLabels]));
  const folder = join(homedir(), '.cache', 'seamline', 'outcomes');
  const kept = join(folder, `${rows}-${key.digest('hex').slice(0, 16)}.db`);
  if (!existsSync(kept)) {
    await mkdir(folder, { recursive: true });
    const fresh = `${kept}.${process.pid}`;
    await rm(fresh, { force: true });
    await build(rows, fresh);
    await rename(fresh, kept);
    for (const beside of ['-wal', '-shm']) await rm(`${fresh}${beside}`, { force: true });
  }
  await copyFile(kept, file, constants.COPYFILE_FICLONE);
}

async function build(rows: number, file: string): Promise<void> {
  await (await Database.open(new SqliteEngine(file))).close();
  const handle = new Libsql(file);
  try {
    handle.exec('begin immediate');
    handle.prepare(fill).run({ rows, labels: JSON.stringify(manyLabels) });
    handle.exec(sums);
    handle.exec('commit');
    handle.exec('pragma wal_checkpoint(truncate)');
  } finally {
    handle.close();
  }
}
