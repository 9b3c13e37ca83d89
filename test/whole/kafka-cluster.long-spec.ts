import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { expect, it, onTestFinished } from 'vitest';
import { FaultyService } from './faults/service.js';
import { ifAvailable } from '../support/services/if-available.js';
import { startKafkaCluster } from '../support/services/kafka-cluster.js';
import { startLibrdkafka } from '../support/services/librdkafka.js';
import { withServer } from '../support/services/with-server.js';

const minute = 60_000;
const imagesEach = 25;
const partitions = 6;
/** Until all is under way, and how long a broker stays dead: long enough for the cluster to notice, 9 s by default. */
const beforeMs = 5_000;
const deadMs = 20_000;
/** The least that is pushed meanwhile. */
const leastImages = 20_000;

/** Does the work again and again until it is stopped, and keeps the moments at which it succeeded. */
class Repeated {
  readonly moments: number[] = [];
  readonly failures: string[] = [];
  private stopped = false;
  private readonly work: Promise<void>;

  constructor(private readonly once: () => Promise<boolean>) {
    this.work = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      await this.once().then(
        (succeeded) => succeeded && this.moments.push(Date.now()),
        (error: Error) => this.failures.push(error.message),
      );
      await pause(20);
    }
  }
}

/** As a client does that tries again when it is refused. */
function pushing({ client }: FaultyService): Repeated {
  let round = 0;
  return new Repeated(async () => {
    const start = (round++ * imagesEach) % 9_000;
    await client.push(start, start + imagesEach);
    return true;
  });
}

/** The moments at which outcomes are seen to have come. */
function outcomes({ client }: FaultyService): Repeated {
  let before = 0;
  return new Repeated(async () => {
    const { predicted } = await client.ledger();
    const more = predicted > before;
    before = predicted;
    return more;
  });
}

/** The longest time between two moments in which nothing happened. */
function longestGap(moments: readonly number[], from: number, to: number): number {
  const course = [from, ...moments.filter((at) => at > from && at < to), to];
  return Math.max(...course.slice(1).map((at, before) => at - (course[before] ?? at)));
}

async function createTopic(brokers: string[], topic: string): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const created = { topic, numPartitions: partitions, replicationFactor: brokers.length };
  await admin.createTopics({ topics: [created], waitForLeaders: false });
  await admin.disconnect();
}

withServer('A cluster of Kafka', await ifAvailable(startKafkaCluster), (cluster) => {
  it(
    'a broker that dies or hangs costs a push little more time than an independent producer, and no image',
    { timeout: 15 * minute },
    async () => {
      onTestFinished(() => cluster.stop());
      const { brokers } = cluster;
      const topic = 'independent';
      await createTopic(brokers, topic);
      const service = await FaultyService.start(
        'kafka',
        {
          KAFKA_BROKERS: brokers.join(','),
          KAFKA_PARTITIONS: String(partitions),
        },
        onTestFinished,
      );
      const independent = await startLibrdkafka(brokers, topic, imagesEach);
      onTestFinished(() => independent.end());
      const [pushes, arrivals] = [pushing(service), outcomes(service)];
      const gaps: { ours: number; theirs: number }[] = [];
      const dies = { words: 'died', begin: cluster.kill, end: cluster.restart };
      const hangs = { words: 'hung', begin: cluster.freeze, end: cluster.thaw };
      for (const [{ words, begin, end }, place] of [
        [dies, 0],
        [dies, 1],
        [dies, 2],
        [dies, 0],
        [dies, 1],
        [dies, 2],
        [hangs, 0],
      ] as const) {
        await pause(beforeMs);
        const from = Date.now();
        await begin(place);
        await pause(deadMs);
        const [ours, theirs, results] = [pushes.moments, independent.accepted, arrivals.moments].map(
          (moments) => longestGap(moments, from, from + deadMs),
        ) as [number, number, number];
        gaps.push({ ours, theirs });
        console.log(
          `broker ${place + 1} ${words}: for ${ours} ms no push was accepted, for ${theirs} ms none of librdkafka, ` +
            `for ${results} ms there was no outcome`,
        );
        await end(place);
      }
      await Promise.all([pushes.stop(), arrivals.stop()]);
      const images = pushes.moments.length * imagesEach;
      console.log(
        `${images} images in ${pushes.moments.length} pushes accepted, ${pushes.failures.length} refused`,
      );
      await service.expectNothingLost();
      const { accepted, predicted, dead, repeats } = await service.client.ledger();
      console.log(`${accepted} accepted = ${predicted} predicted + ${dead} dead; ${repeats} repeats`);
      expect({ dead, predicted }).toEqual({ dead: 0, predicted: accepted });
      expect(images).toBeGreaterThan(leastImages);
      // How long it takes is for the log. What must hold: pushes go on while the broker is away.
      for (const { ours } of gaps) expect(ours).toBeLessThan(deadMs);
      console.log(
        `at most ${Math.max(...gaps.map(({ ours, theirs }) => ours - theirs))} ms longer than librdkafka`,
      );
    },
  );
});
