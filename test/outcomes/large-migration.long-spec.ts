import { setTimeout as pause } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { Client } from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import { Database } from '../../src/outcomes/database/database.js';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { migrateWithKysely, released } from './database/released/migrations.js';
import { startOwnPostgres } from '../support/services/own-postgres.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';

const rows = Number(process.env['SEAMLINE_ROWS'] ?? 2_000_000);

const fill = `
  insert into outcomes (image_id, request_id, image_index, broker, state, seq, label, class_index, confidence, top,
    true_label, model, model_version, timings, created_at, decided_at)
  select 'request-' || n / 10000 || '/' || n, 'request-' || n / 10000, n, 'kafka',
    case when n % 1000 = 0 then 'dead' else 'predicted' end, n, 'label-' || n % 10, n % 10, 0.9,
    '[{"label":"label","classIndex":1,"confidence":0.9},{"label":"other","classIndex":2,"confidence":0.1}]',
    'label-' || n % 10, 'fashion-mnist', '1', '{"brokerMs":1,"preprocessMs":0,"queueMs":2,"computeMs":3}',
    '2030-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'
  from generate_series(1, ${rows}) as n`;

/** Writes and reads as a running process does until it is ended, and answers the longest time that one took. */
function traffic(url: string): () => Promise<{ insertMs: number; selectMs: number; turns: number }> {
  const end = new AbortController();
  const longest = { insertMs: 0, selectMs: 0, turns: 0 };
  const run = async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    for (; !end.signal.aborted; longest.turns += 1) {
      const id = `other/${longest.turns}`;
      const started = performance.now();
      await client.query(
        `insert into outcomes (image_id, request_id, state, created_at) values ($1, 'other', 'pending', '')`,
        [id],
      );
      const written = performance.now();
      await client.query('select state from outcomes where image_id = $1', [id]);
      longest.insertMs = Math.max(longest.insertMs, written - started);
      longest.selectMs = Math.max(longest.selectMs, performance.now() - written);
      await pause(5);
    }
    await client.end();
    return longest;
  };
  const running = run();
  return () => {
    end.abort();
    return running;
  };
}

withServer('PostgreSQL', inject('postgres'), () =>
  it(`migrates ${rows} outcomes while others write and read them`, { timeout: 1_200_000 }, async () => {
    const server = await startOwnPostgres({ fsync: true });
    onTestFinished(() => server.stop());
    const { url } = await createDatabase(server.url);
    const old = new Kysely<never>({ dialect: new PostgresEngine(url).dialect });
    await migrateWithKysely(old, released, '0004-shadow-predictions');
    await old.destroy();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(fill);
    const end = traffic(url);
    const started = performance.now();
    const database = await Database.start(new PostgresEngine(url), 50);
    onTestFinished(() => database.close());
    const isThere = () =>
      database.ping().then(
        () => true,
        () => false,
      );
    await expect.poll(isThere, { timeout: 1_200_000, interval: 200 }).toBe(true);
    const seconds = (performance.now() - started) / 1_000;
    const { insertMs, selectMs, turns } = await end();
    const words = `${turns} inserts and selects beside it: the longest took ${insertMs.toFixed(0)} ms and ${selectMs.toFixed(0)} ms`;
    console.log(`${rows} outcomes were migrated in ${seconds.toFixed(1)} s; ${words}`);
    const tallied = await client.query('select sum(images)::integer as images from tallies');
    expect(tallied.rows).toEqual([{ images: rows - Math.floor(rows / 1000) }]);
    const invalid = await client.query('select 1 from pg_index where not indisvalid');
    expect(invalid.rowCount).toBe(0);
    await client.end();
  }),
);
