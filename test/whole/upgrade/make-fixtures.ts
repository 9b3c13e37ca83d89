import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startKafka } from '../../support/services/kafka.js';
import { createDatabase, startPostgres } from '../../support/services/postgres.js';
import { startPubSub } from '../../support/services/pubsub.js';
import { type Answers, answersOf } from './answers.js';
import { DrawnImages } from './drawn-images.js';
import { dumpPostgres } from './dump-postgres.js';
import { dumpSqlite } from './dump-sqlite.js';
import { readKafkaTopic } from './kafka-records.js';
import { leaveWork, live, strictPixels } from './old-life.js';
import { buildOldProgram, type OldProgram } from './old-program.js';
import { OldService } from './old-service.js';
import { keepPubSubTopic, pubsubClient } from './pubsub-records.js';
import { topicNames } from './records.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

type Settings = Readonly<Record<string, string>>;

interface Run {
  readonly broker: BrokerName;
  /** Of the folder that holds its data. */
  readonly name: string;
  /** How its driver reaches the broker, where that is a server. */
  readonly driver?: object;
  readonly more?: Settings;
  /** Whether it ends in the middle of its work. */
  readonly leavesWork?: boolean;
}

interface Life {
  readonly answers: Answers;
  /** Where its data are. */
  readonly folder: string;
}

/** Runs an earlier program on each broker and each database, and writes what it leaves to test/whole/upgrade/fixtures. */
export async function makeFixtures(commit: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-fixtures-'));
  const program = await buildOldProgram(commit);
  try {
    const maker = await FixtureMaker.prepare(program, folder);
    await maker.embeddedAndSqlite();
    await maker.postgres();
    await maker.kafka();
    await maker.pubsub();
  } finally {
    await program.remove();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class FixtureMaker {
  private constructor(
    private readonly program: OldProgram,
    private readonly folder: string,
    private readonly drawn: DrawnImages,
  ) {}

  static async prepare(program: OldProgram, folder: string): Promise<FixtureMaker> {
    const drawn = await DrawnImages.open();
    await drawn.writeTo(join(folder, 'drawn'));
    return new FixtureMaker(program, folder, drawn);
  }

  async embeddedAndSqlite(): Promise<void> {
    const { answers, folder } = await this.run({ broker: 'embedded', name: 'sqlite', leavesWork: true });
    await this.write('results.sql', dumpSqlite(join(folder, 'results.db')));
    await this.write('broker.sql', dumpSqlite(join(folder, 'broker.db')));
    await this.write('sqlite.answers.json', answers);
  }

  async postgres(): Promise<void> {
    const server = await startPostgres();
    const { url, drop } = await createDatabase(server.url);
    try {
      const { answers } = await this.run({
        broker: 'embedded',
        name: 'postgres',
        more: { DATABASE_URL: url },
      });
      await this.write('postgres.sql', await dumpPostgres(url));
      await this.write('postgres.answers.json', answers);
    } finally {
      await drop();
      await server.stop();
    }
  }

  async kafka(): Promise<void> {
    const { brokers, stop } = await startKafka();
    try {
      const more = { KAFKA_BROKERS: brokers.join(',') };
      const { answers } = await this.run({ broker: 'kafka', name: 'kafka', driver: { brokers }, more });
      const topics: Record<string, unknown> = {};
      for (const topic of topicNames) topics[topic] = await readKafkaTopic(brokers, topic);
      await this.write('kafka.json', { topics, answers });
    } finally {
      await stop();
    }
  }

  async pubsub(): Promise<void> {
    const { emulatorHost, stop } = await startPubSub();
    const client = pubsubClient(emulatorHost, 'seamline');
    try {
      const kept = await Promise.all(topicNames.map((topic) => keepPubSubTopic(client, topic)));
      const driver = { emulatorHost, projectId: 'seamline' };
      const more = { PUBSUB_EMULATOR_HOST: emulatorHost };
      const { answers } = await this.run({ broker: 'pubsub', name: 'pubsub', driver, more });
      const read = await Promise.all(kept.map(async (records, at) => [topicNames[at], await records()]));
      await this.write('pubsub.json', { topics: Object.fromEntries(read), answers });
    } finally {
      await client.close();
      await stop();
    }
  }

  /** Its life on this broker, what it says at the end of it, and its end. */
  private async run({ broker, name, driver, more, leavesWork = false }: Run): Promise<Life> {
    const folder = join(this.folder, name);
    await mkdir(folder);
    const settings = {
      ...more,
      FASHION_MNIST_DIR: join(this.folder, 'drawn'),
      MODELS: 'fashion-mnist@2',
      SHADOW: 'fashion-mnist@1',
      THUMBNAILS: 'on',
      MAX_IMAGE_PIXELS: strictPixels,
    };
    const own = driver ?? { file: join(folder, 'broker.db') };
    const service = await OldService.start(this.program, { broker, driver: own, settings, folder });
    try {
      const requests = await live(service, this.drawn);
      if (leavesWork) requests.push(...(await leaveWork(service, this.drawn)));
      return { answers: await answersOf(service.client, requests), folder };
    } finally {
      await service.stop();
    }
  }

  private async write(name: string, content: unknown): Promise<void> {
    const folder = join(import.meta.dirname, 'fixtures', this.program.commit);
    await mkdir(folder, { recursive: true });
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 1)}\n`;
    // Stack traces name files: where the program stood here matters to nobody.
    const place = pathToFileURL(`${this.program.folder}/`).href;
    await writeFile(join(folder, name), text.replaceAll(place, 'file:///srv/seamline/'));
    console.log(`${name}: ${Math.ceil(text.length / 1000)} kB`);
  }
}
