import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { type OwnKafka, startOwnKafka } from '../support/services/own-kafka.js';
import type { BrokerMessage, DriverOptions, ReceivedMessage } from '../../src/transport/broker.js';
import { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';
import { knownEnds } from '../../src/transport/publish-failure.js';

/** The conformance suite says what every broker does; here is what only Kafka can do, and what an outage does to it. */
const own = await startOwnKafka().catch((error: Error) => error);
const missing = own instanceof Error ? own.message : undefined;

describe.skipIf(missing)(`KafkaBroker${missing ? ` (no server: ${missing})` : ''}`, () => {
  const kafka = own as OwnKafka;
  const config = readConfig({});
  const opened: KafkaDriverBroker[] = [];

  function broker(overrides: Partial<DriverOptions> = {}): KafkaDriverBroker {
    const settings = { ...config.drivers.kafka, brokers: kafka.brokers };
    const made = new KafkaDriverBroker(settings, {
      ...config.transport.driver,
      connectTimeoutMs: 10_000,
      publishTimeoutMs: 10_000,
      ...overrides,
    });
    opened.push(made);
    return made;
  }

  const someTopic = () => `topic-${randomUUID().slice(0, 8)}`;
  const message = (topic: string, text: string, more: Partial<BrokerMessage> = {}): BrokerMessage => ({
    topic,
    value: Buffer.from(text),
    headers: {},
    ...more,
  });
  const textOf = ({ value }: ReceivedMessage) => Buffer.from(value ?? []).toString();
  const until = (condition: () => void | Promise<void>) =>
    vi.waitFor(condition, { timeout: 25_000, interval: 20 });

  async function collect(
    from: KafkaDriverBroker,
    topic: string,
    maxInFlight = 16,
  ): Promise<ReceivedMessage[]> {
    const received: ReceivedMessage[] = [];
    await from.subscribe({ topic, group: 'group', maxInFlight }, async (one) => void received.push(one));
    return received;
  }

  beforeAll(() => broker().connect());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  afterAll(() => kafka.stop());

  it('writes a number as 4 bytes and a bigint as 8 bytes, big-endian', async () => {
    const topic = someTopic();
    const one = broker();
    const received = await collect(one, topic);
    await one.publish([message(topic, 'x', { headers: { int32: -2, int64: 2n ** 40n } })]);
    await until(() => expect(received).toHaveLength(1));
    expect(Buffer.from(received[0]?.headers['int32'] as Uint8Array).toString('hex')).toBe('fffffffe');
    expect(Buffer.from(received[0]?.headers['int64'] as Uint8Array).toString('hex')).toBe('0000010000000000');
  });

  it("picks the partition that Java's default partitioner picks for the partition key", async () => {
    const topic = someTopic();
    const one = broker();
    const received = await collect(one, topic);
    // murmur2 of Java's client: 21 → -973932308, foobar → -790332482, a-little-bit-long-string → -985981536
    const expected = { '21': 0, foobar: 2, 'a-little-bit-long-string': 0 };
    await one.publish(
      Object.keys(expected).flatMap((key) => [
        message(topic, key, { key: 'another', partitionKey: key }),
        message(topic, key, { key }),
      ]),
    );
    await until(() => expect(received).toHaveLength(6));
    for (const one of received) expect(one.partition).toBe(expected[textOf(one) as keyof typeof expected]);
  });

  it('keeps its place in the group while a consumer works longer than the session timeout', async () => {
    const topic = someTopic();
    const [member, other] = [broker(), broker()];
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const received: string[] = [];
    await member.subscribe({ topic, group: 'group', maxInFlight: 1 }, async (one) => {
      received.push(textOf(one));
      if (received.length === 1) await released;
    });
    await other.publish(
      ['first', 'second', 'third'].map((text) => message(topic, text, { partitionKey: 'one' })),
    );
    await until(() => expect(received).toEqual(['first']));
    const started = performance.now();
    await until(() => expect(performance.now() - started).toBeGreaterThan(12_000));
    release();
    await until(async () => expect(await other.admin.lag({ topic, group: 'group' })).toBe(0));
    expect(received).toEqual(['first', 'second', 'third']);
  });

  it('lets a new member in while a consumer of another is at work, and loses nothing', async () => {
    const topic = someTopic();
    const [first, second] = [broker(), broker()];
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const received: string[] = [];
    const texts = Array.from({ length: 200 }, (_, index) => `${index}`);
    await first.subscribe({ topic, group: 'group', maxInFlight: 4 }, async (one) => {
      await released;
      received.push(textOf(one));
    });
    await second.publish(texts.map((text) => message(topic, text)));
    await second.subscribe(
      { topic, group: 'group', maxInFlight: 4 },
      async (one) => void received.push(textOf(one)),
    );
    release();
    await until(() => expect(new Set(received)).toEqual(new Set(texts)));
    await until(async () => expect(await second.admin.lag({ topic, group: 'group' })).toBe(0));
  });

  it('commits nothing past a rejected message', async () => {
    const topic = someTopic();
    const first = broker();
    const texts = ['a', 'b', 'c', 'd'];
    const seen: string[] = [];
    await first.subscribe({ topic, group: 'group', maxInFlight: 8 }, async (one) => {
      seen.push(textOf(one));
      if (textOf(one) === 'b') throw new Error('not b');
    });
    await first.publish(texts.map((text) => message(topic, text, { partitionKey: 'one' })));
    await until(() => expect(seen.filter((text) => text === 'b').length).toBeGreaterThan(1));
    await until(async () => expect(await first.admin.lag({ topic, group: 'group' })).toBe(3));
    await first.close();
    const received = await collect(broker(), topic);
    await until(() => expect(received.map(textOf)).toEqual(['b', 'c', 'd']));
  });

  it('sends nothing after a publish was rejected because Kafka was away', async () => {
    const topic = someTopic();
    const one = broker({ publishTimeoutMs: 1_500 });
    const received = await collect(one, topic);
    await one.publish([message(topic, 'before')]);
    await kafka.kill();
    const lost = Array.from({ length: 50 }, (_, index) => one.publish([message(topic, `lost ${index}`)]));
    for (const outcome of await Promise.allSettled(lost)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'BROKER_UNAVAILABLE' } });
    }
    await until(() => expect(one.status.state).toBe('disconnected'));
    const ends = await one.publish([message(topic, 'without a connection')]).catch(knownEnds);
    expect(ends).toEqual({ accepted: [], notSent: [0] });
    await kafka.restart();
    await until(() => one.publish([message(topic, 'after')]));
    await until(() => expect(received.map(textOf)).toContain('after'));
    expect(new Set(received.map(textOf))).toEqual(new Set(['before', 'after']));
    await until(() => expect(one.status).toEqual({ state: 'connected' }));
  });

  it('goes on consuming after Kafka was killed and came back', async () => {
    const topic = someTopic();
    const [consumer, publisher] = [broker(), broker()];
    const received = await collect(consumer, topic);
    await publisher.publish([message(topic, 'before')]);
    await until(() => expect(received.map(textOf)).toContain('before'));
    await kafka.kill();
    await kafka.restart();
    await until(() => publisher.publish([message(topic, 'after')]));
    await until(() => expect(received.map(textOf)).toContain('after'));
  });

  it('rejects a publish in time while Kafka hangs, and works again when it goes on', async () => {
    const topic = someTopic();
    const one = broker({ publishTimeoutMs: 1_500 });
    await one.publish([message(topic, 'before')]);
    kafka.freeze();
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => one.publish([message(topic, `${n}`)])));
    kafka.thaw();
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const [first] = outcomes.map((outcome) => knownEnds((outcome as PromiseRejectedResult).reason));
    expect(first, 'its bytes may have left').toEqual({ accepted: [], notSent: [] });
    await until(() => one.publish([message(topic, 'after')]));
  });

  it('publishes on after a topic that it knew was deleted by another', async () => {
    const [one, other] = [broker(), broker()];
    const [gone, stays] = [someTopic(), someTopic()];
    await one.publish([message(gone, '1'), message(stays, '1')]);
    await other.admin.deleteTopic(gone);
    await until(async () => expect(await other.admin.listTopics()).not.toContain(gone));
    await one.publish([message(gone, '2'), message(stays, '2')]);
    const received = await collect(one, gone);
    await until(() => expect(received.map(textOf)).toEqual(['2']));
  });
});
