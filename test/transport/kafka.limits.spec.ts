import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { BrokerMessage } from '../../src/transport/broker.js';
import type { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';
import { knownEnds } from '../../src/transport/publish-failure.js';
import { linesOf, findingsWith } from '../tools/doctor/wrong-with.js';
import { call } from '../support/http.js';
import { kafkaBroker, textsOf } from '../support/kafka-broker.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

withServer('Kafka', inject('kafka'), ({ brokers }) => {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  const onEnd = onSuiteFinished();
  const KAFKA_BROKERS = brokers.join(',');

  beforeAll(async () => {
    await admin.connect();
    onEnd(() => admin.disconnect());
  });

  async function open(): Promise<KafkaDriverBroker> {
    const broker = kafkaBroker({ KAFKA_BROKERS }, { publishTimeoutMs: 20_000 });
    await broker.connect();
    return broker;
  }

  const newTopic = () => `limits-${randomUUID().slice(0, 8)}`;

  /** With settings of its own. */
  async function createTopic(topic: string, settings: Record<string, string>): Promise<void> {
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [{ topic, numPartitions: 4, configEntries }] });
  }

  describe('A message for Kafka', () => {
    it.each(['', '-dlt'])(
      'may hold an image of MAX_IMAGE_BYTES as JSON, on a topic%s that Seamline makes',
      async (suffix) => {
        const [broker, topic] = [await open(), newTopic() + suffix];
        const value = Buffer.alloc(Math.ceil((10_000_000 * 4) / 3) + 10_000, 'x');
        await broker.publish([{ topic, value, headers: { ce_id: 'large' } }]);
        const texts = await textsOf(broker, topic);
        await expect
          .poll(() => texts.map(({ length }) => length), { timeout: 20_000 })
          .toEqual([value.length]);
      },
    );

    it.each([
      ['too large', { 'max.message.bytes': '5000' }, { value: Buffer.alloc(6_000) }, 'MESSAGE_TOO_LARGE'],
      ['no record for that topic', { 'cleanup.policy': 'compact' }, { key: undefined }, 'BROKER_REFUSED'],
    ])(
      'that is %s is refused alone: its neighbours arrive, each once',
      async (_, settings, culprit, code) => {
        const [broker, topic] = [await open(), newTopic()];
        await createTopic(topic, settings);
        const messages = Array.from({ length: 200 }, (__, index): BrokerMessage => {
          const message = { topic, key: `${index}`, value: Buffer.from(`${index}`), headers: {} };
          return index === 77 ? { ...message, ...culprit } : message;
        });
        const error: unknown = await broker.publish(messages).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code, kind: 'invalid' });
        const { accepted, notSent } = knownEnds(error);
        expect([accepted.length, notSent]).toEqual([199, [77]]);
        const texts = await textsOf(broker, topic);
        await expect.poll(() => texts.length, { timeout: 20_000 }).toBe(199);
        await expect.poll(() => broker.admin.lag({ topic, group: 'group' }), { timeout: 20_000 }).toBe(0);
        expect([texts.length, new Set(texts).size]).toEqual([199, 199]);
      },
    );
  });

  it('Messages that never left for a Kafka that is away are not sent, rather than unknown', async () => {
    const away = kafkaBroker({ KAFKA_BROKERS: '127.0.0.1:9' }, { publishTimeoutMs: 500 });
    const messages = ['1', '2'].map((text) => ({ topic: newTopic(), value: Buffer.from(text), headers: {} }));
    const error: unknown = await away.publish(messages).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    expect(knownEnds(error)).toEqual({ accepted: [], notSent: [0, 1] });
  });

  it('An image that Kafka refuses counts as not sent, and is not waited for', async () => {
    const settings: Record<string, string> = {
      ...(await ownSettings()),
      BROKERS: 'kafka',
      KAFKA_BROKERS,
      ROLES: 'api',
    };
    await createTopic(settings['TOPIC_IMAGES'] as string, { 'max.message.bytes': '10000' });
    const { url } = await startTestApplication(settings);
    const form = new FormData();
    for (const size of [100, 200]) form.append('file', new Blob([await noise(size)]), `${size}.png`);
    const { status, body } = await call<Record<string, unknown>>(`${url}/images`, {
      method: 'POST',
      body: form,
    });
    expect([status, body]).toEqual([
      413,
      expect.objectContaining({ requested: 2, confirmed: 0, unknown: 0, notSent: 2 }),
    ]);
    expect((await call(`${url}/ledger`)).body).toMatchObject({
      accepted: 0,
      pending: 0,
      verdict: 'complete',
    });
  });

  const limitsNamed = async (own: Record<string, string>) => {
    const findings = await findingsWith({ ...own, BROKERS: 'kafka', KAFKA_BROKERS }, false);
    return linesOf(findings.filter(({ check }) => check === 'kafka limits'));
  };

  it('The doctor names a topic of decisions that forgets them, and the command that mends it', async () => {
    const own = await ownSettings();
    const topic = `decisions-${own['GROUP_ID']}`;
    await createTopic(topic, {});
    expect(await limitsNamed({ ...own, TOPIC_DECISIONS: topic })).toBe(
      `kafka limits: ${topic} has cleanup.policy=delete: what is older than its retention is forgotten (TOPIC_DECISIONS) → ` +
        `kafka-configs.sh --bootstrap-server ${brokers[0]} --alter --topic ${topic} --add-config cleanup.policy=compact`,
    );
  });

  it('The doctor names a topic that cannot hold an image of MAX_IMAGE_BYTES, and the command that mends it', async () => {
    const own = await ownSettings();
    const topic = own['TOPIC_PREDICTIONS'] as string;
    await createTopic(topic, {});
    expect(await limitsNamed({ ...own, MAX_IMAGE_BYTES: '2000000' })).toBe(
      `kafka limits: ${topic} takes messages of at most 1,048,588 bytes, and 2,732,203 may come (MAX_IMAGE_BYTES=2000000) → ` +
        `kafka-configs.sh --bootstrap-server ${brokers[0]} --alter --topic ${topic} --add-config max.message.bytes=2732203`,
    );
  });
});

/** A PNG that does not compress. */
async function noise(size: number): Promise<Uint8Array<ArrayBuffer>> {
  const { default: sharp } = await import('sharp');
  const { randomBytes } = await import('node:crypto');
  const raw = { width: size, height: size, channels: 1 as const };
  return new Uint8Array(
    await sharp(randomBytes(size * size), { raw })
      .png()
      .toBuffer(),
  );
}
