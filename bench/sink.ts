import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/configuration.js';
import { Database } from '../src/outcomes/database/database.js';
import type { DatabaseEngine } from '../src/outcomes/database/engine.js';
import { PostgresEngine } from '../src/outcomes/database/postgres.engine.js';
import { SqliteEngine } from '../src/outcomes/database/sqlite.engine.js';
import { LabelsRepository } from '../src/outcomes/labels/labels.repository.js';
import { LedgerReader } from '../src/outcomes/ledger/ledger.reader.js';
import { ImageFinder } from '../src/outcomes/ledger/image.finder.js';
import { LedgerRepository } from '../src/outcomes/ledger/ledger.repository.js';
import { LedgerService } from '../src/outcomes/ledger/ledger.service.js';
import { LabelsService } from '../src/outcomes/labels/labels.service.js';
import { CardLabels } from '../src/serving/models/card-labels.js';
import { ResultsService } from '../src/outcomes/results/results.service.js';
import { startOwnPostgres } from '../test/support/services/own-postgres.js';
import type { Figure } from './figures.js';
import type { Lab } from './lab.js';
import { alternate, median } from './measure.js';
import { predictionAt } from './predictions.js';

const question = 'sink';
/** As many as brokers hand over at once; the sink stores them 500 a transaction. */
const inFlight = 2_000;

/** How fast the role `results` stores predictions, each commit on the disk, as both databases do by default. */
export async function sink(lab: Lab): Promise<Figure[]> {
  const stores: Record<string, Store> = {
    SQLite: await Store.open(new SqliteEngine(join(mkdtempSync(join(lab.folder, 'sink-')), 'results.db'))),
  };
  const postgres = await lab.ifAvailable('sink into PostgreSQL', () => lab.server(postgresOnDisk));
  if (postgres) stores['PostgreSQL'] = await Store.open(new PostgresEngine(postgres.url));
  const count = lab.settings.quick ? 4_000 : 20_000;
  const turns = Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [name, () => store.take(count)]),
  );
  try {
    for (const warmUp of Object.values(turns)) await warmUp();
    const rounds = await alternate(lab.settings.rounds, turns, (text) => lab.report(`sink, ${text}`));
    for (const store of Object.values(stores)) await store.verify();
    return Object.entries(rounds).flatMap(([name, measured]) => figuresOf(name, measured));
  } finally {
    await Promise.all(Object.values(stores).map((store) => store.close()));
  }
}

interface Stored {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

const postgresOnDisk = () => startOwnPostgres({ fsync: true });

function figuresOf(name: string, measured: readonly Stored[]): Figure[] {
  const each = (key: keyof Stored) => median(measured.map((one) => one[key]));
  return [
    { question, what: `predictions into ${name}`, value: each('perSecond'), unit: 'predictions/s' },
    // Tells a slow path from a machine that does other work too.
    {
      question,
      what: `predictions into ${name}, processor time of this process`,
      value: each('cpuMicros'),
      unit: 'µs/prediction',
    },
  ];
}

/** The sink of a database of its own. */
class Store {
  private taken = 0;

  private constructor(
    private readonly database: Database,
    private readonly results: ResultsService,
  ) {}

  static async open(engine: DatabaseEngine): Promise<Store> {
    const database = await Database.open(engine, 30_000);
    const images = new ImageFinder(database);
    const cards = new CardLabels(readConfig({}));
    const labels = new LabelsService(new LabelsRepository(database), images, cards);
    const ledger = new LedgerRepository(database);
    return new Store(database, new ResultsService(ledger, labels));
  }

  async take(count: number): Promise<Stored> {
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (const until = this.taken + count; this.taken < until; this.taken += inFlight) {
      const some = Array.from({ length: inFlight }, (_, at) => predictionAt(this.taken + at));
      await Promise.all(some.map((prediction) => this.results.save(prediction)));
    }
    const { user, system } = process.cpuUsage(cpu);
    const perSecond = (1_000 * count) / (performance.now() - start);
    return { perSecond, cpuMicros: (user + system) / count };
  }

  /** @throws Error when a prediction is missing or counted twice: such a rate would be worth nothing. */
  async verify(): Promise<void> {
    const { predicted, repeats } = await new LedgerService(new LedgerReader(this.database)).ledger();
    if (predicted === this.taken && repeats === 0) return;
    throw new Error(`${this.taken} predictions were saved, ${predicted} are stored, ${repeats} twice`);
  }

  async close(): Promise<void> {
    await this.results.onApplicationShutdown();
    await this.database.close();
  }
}
