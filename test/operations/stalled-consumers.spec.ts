import { type Consumer, Kafka, logLevel, PartitionAssigners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { withDeadLetters } from '../../src/transport/delivery/dead-letter.js';
import { checkService } from '../../src/tools/doctor/check-service.js';
import { call } from '../support/http.js';
import { throttle } from '../support/services/kafka-quota.js';
import { ifAvailable } from '../support/services/if-available.js';
import { KafkaRights, type Right } from '../support/services/kafka-rights.js';
import { loginSettings, type SecureKafka, startSecureKafka } from '../support/services/secure-kafka.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { readMetrics } from './metrics/read-metrics.js';

/** Of the topic in which Kafka keeps commits. */
const commits = { 'cleanup.policy': 'compact', 'compression.type': 'producer', 'segment.bytes': '104857600' };

interface Readiness {
  readonly details: Readonly<Record<string, { readonly state: string; readonly lastError?: string }>>;
}

withServer('A Kafka with rights', await ifAvailable(startSecureKafka), (kafka: SecureKafka) => {
  describe(
    'A consumer that cannot go on is not ready, and readiness, doctor and metrics say why',
    { timeout: 60_000 },
    () => {
      let rights: KafkaRights;
      const ends: (() => Promise<void>)[] = [];
      const { username } = kafka.guest;

      beforeAll(async () => {
        rights = await KafkaRights.open(kafka.plain, (end) => void ends.push(end));
      });
      afterAll(async () => {
        for (const end of ends) await end();
        await kafka.stop();
      });

      /** Settings of a process with topics that are there, and the rights of one that only reads them. */
      async function prepare() {
        const settings: Record<string, string> = {
          ...(await ownSettings()),
          ...loginSettings(kafka.sasl, kafka.guest),
          ROLES: 'results',
          STALLED_AFTER_MS: '1000',
        };
        const topics = withDeadLetters(Object.values(readConfig(settings).transport.topics), '');
        await rights.createTopics(topics.map(({ topic }) => topic));
        const group = settings['GROUP_ID'] as string;
        const all: Right[] = [
          ['READ', 'GROUP', group],
          ...topics.flatMap(({ topic }) => [reading(topic), writing(topic)]),
        ];
        await rights.grant(username, ...all);
        return { settings, group, topic: settings['TOPIC_PREDICTIONS'] as string };
      }

      const reading = (topic: string): Right => ['READ', 'TOPIC', topic];
      const writing = (topic: string): Right => ['WRITE', 'TOPIC', topic];

      async function state(url: string) {
        const { status, body } = await call<Readiness>(`${url}/health/ready`);
        return { status, text: body.details['broker kafka']?.lastError ?? '' };
      }

      /** Waits until the process says so everywhere. */
      async function expectNamed(
        url: string,
        { topic, cause, text }: { topic: string; cause: string; text: RegExp },
      ) {
        await expect
          .poll(() => state(url), { timeout: 20_000 })
          .toEqual({ status: 503, text: expect.stringMatching(text) });
        expect((await state(url)).text).toContain(topic);
        const metrics = await readMetrics(url);
        expect(metrics.value('seamline_broker_trouble', { broker: 'kafka', topic, cause })).toBe(1);
        expect(await checkService(url)).toMatchObject([
          { check: 'service', status: 'wrong', text: expect.stringMatching(text), fix: expect.any(String) },
        ]);
        return metrics;
      }

      const untilReady = (url: string) =>
        expect.poll(async () => await state(url), { timeout: 30_000 }).toEqual({ status: 200, text: '' });

      it('when its group reads with another assignor, until that has left', async () => {
        const { settings, group, topic } = await prepare();
        const foreign = await joinWithOwnAssignor(kafka.plain, `${group}.${topic}`, topic);
        const { url } = await startTestApplication(settings);
        const text = /group \S+ cannot be joined: .*inconsistent/i;
        await expectNamed(url, { topic, cause: 'join_failed', text });
        await foreign.disconnect();
        await untilReady(url);
        expect((await readMetrics(url)).samples('seamline_broker_trouble')).toEqual([]);
      });

      it('when the right to read the group is missing, until it is granted', async () => {
        const { settings, group, topic } = await prepare();
        const right: Right = ['READ', 'GROUP', group];
        await rights.withdraw(username, right);
        const { url } = await startTestApplication(settings);
        await expectNamed(url, {
          topic,
          cause: 'join_failed',
          text: /group \S+ cannot be joined: .*authoriz/i,
        });
        await rights.grant(username, right);
        await untilReady(url);
      });

      it('when the right to read a topic is taken away, until it is given back', async () => {
        const { settings, topic } = await prepare();
        const { url } = await startTestApplication(settings);
        await untilReady(url);
        await rights.withdraw(username, reading(topic));
        await sendTo(kafka.plain, topic);
        const metrics = await expectNamed(url, {
          topic,
          cause: 'fetch_failed',
          text: /cannot be read: .*authoriz/i,
        });
        const restarts = { broker: 'kafka', topic, cause: 'topic_authorization_failed' };
        expect(metrics.value('seamline_consumer_restarts_total', restarts)).toBeGreaterThan(0);
        await rights.grant(username, reading(topic));
        await untilReady(url);
      });

      it('when its commits fail, with the offset that is not committed, until they work', async () => {
        const { settings, topic } = await prepare();
        const { url } = await startTestApplication(settings);
        await untilReady(url);
        await rights.configure('__consumer_offsets', { ...commits, 'max.message.bytes': '1' });
        onTestFinished(() => rights.configure('__consumer_offsets', commits));
        await sendTo(kafka.plain, topic);
        await expectNamed(url, {
          topic,
          cause: 'commit_failed',
          text: /offset 1 of partition 0 .*not committed/,
        });
        await rights.configure('__consumer_offsets', commits);
        await untilReady(url);
      });

      it('when Kafka hands nothing over though messages wait, with partition, offset and number', async () => {
        const { settings, topic } = await prepare();
        const { url } = await startTestApplication(settings);
        await untilReady(url);
        await throttle(kafka.plain, username, 1);
        onTestFinished(() => throttle(kafka.plain, username, 1e9));
        await sendTo(kafka.plain, topic, 3);
        await expectNamed(url, {
          topic,
          cause: 'fetch_failed',
          text: /partition 0 has \d messages from offset \d on/,
        });
      });
    },
  );
});

async function sendTo(address: string, topic: string, count = 1): Promise<void> {
  const producer = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const messages = Array.from({ length: count }, () => ({ value: Buffer.alloc(20_000) }));
  for (const message of messages) await producer.send({ topic, messages: [message] });
  await producer.disconnect();
}

/** A member whose only assignor no other client knows. */
async function joinWithOwnAssignor(address: string, groupId: string, topic: string): Promise<Consumer> {
  const consumer = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).consumer({
    groupId,
    partitionAssigners: [
      (config) => {
        const usual = PartitionAssigners.roundRobin(config);
        return {
          ...usual,
          name: 'Foreign',
          protocol: (given) => ({ ...usual.protocol(given), name: 'Foreign' }),
        };
      },
    ],
  });
  onTestFinished(() => consumer.disconnect());
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({ eachMessage: async () => {} });
  await joined;
  return consumer;
}
