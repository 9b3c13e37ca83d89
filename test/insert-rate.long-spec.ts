import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import type { Prediction, RankedLabel } from '../src/events/prediction.event.js';
import type { Engine } from '../src/database/engine.js';
import { PostgresEngine } from '../src/database/postgres.engine.js';
import { SqliteEngine } from '../src/database/sqlite.engine.js';
import { openDesk, prediction } from './results/lab.js';
import { startOwnPostgres } from './services/own-postgres.js';
import { withServer } from './services/with-server.js';

const rounds = 5;
const rowsPerRound = 20_000;
/** As many as brokers hand over at once; the sink stores them 500 a transaction. */
const inFlight = 2_000;
const timeout = 5 * 60_000;

/** As a model with ten labels answers images of a broker: little is the same from one to the next. */
function realistic(index: number): Prediction {
  const confidence = 1 / (2 + (index % 997) / 997);
  const top = [0, 1, 2].map((rank) => ({
    label: `label ${(index + rank) % 10}`,
    classIndex: (index + rank) % 10,
    confidence: confidence / (rank + 1),
  }));
  const source = { topic: 'images', partition: index % 4, offset: String(index) };
  const timings = {
    brokerMs: index % 31,
    preprocessMs: 0.1,
    queueMs: index % 17,
    computeMs: 3.1,
    batchSize: 64,
  };
  const { label, classIndex } = top[0] as RankedLabel;
  return { ...prediction(index, label), classIndex, confidence, top, source, timings, trueLabel: label };
}

/** Stores predictions as the role `results` does, and tells how many a second in each round. */
async function measure(engine: Engine): Promise<void> {
  const { sink, answers } = await openDesk(engine);
  const rates: number[] = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    for (let from = 0; from < rowsPerRound; from += inFlight) {
      const first = round * rowsPerRound + from;
      await Promise.all(Array.from({ length: inFlight }, (_, at) => sink.save(realistic(first + at))));
    }
    rates.push(Math.round(rowsPerRound / ((performance.now() - started) / 1000)));
  }
  const { user, system } = process.cpuUsage(before);
  const predicted = rounds * rowsPerRound;
  const perCpuSecond = Math.round(predicted / ((user + system) / 1e6));
  console.log(`${engine.description}: rows a second in ${rounds} rounds: ${rates.join(', ')}`);
  // Tells a slow path from a machine that does other work too.
  console.log(`${engine.description}: ${perCpuSecond} rows a second of this process's own CPU time`);
  expect(await answers.ledger()).toMatchObject({ predicted, known: predicted, inFlight: 0, repeats: 0 });
}

it(
  'stores predictions in a SQLite file, each commit on the disk',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seamline-rate-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await measure(new SqliteEngine(join(folder, 'results.db')));
  },
  timeout,
);

withServer('PostgreSQL', inject('postgres'), () => {
  it(
    'stores predictions in PostgreSQL with its own defaults, each commit on the disk',
    async () => {
      const server = await startOwnPostgres({ fsync: true });
      onTestFinished(() => server.stop());
      await measure(new PostgresEngine(server.url));
    },
    timeout,
  );
});
