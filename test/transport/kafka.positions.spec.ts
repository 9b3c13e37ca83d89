import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';
import { kafkaBroker, textsOf } from '../support/kafka-broker.js';
import { onSuiteFinished } from '../support/test-application.js';
import { withServer } from '../support/services/with-server.js';

const group = 'group';

withServer('Kafka', inject('kafka'), ({ brokers }) => {
  describe('A group of Kafka has read everything', () => {
    const foreign = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const admin = foreign.admin();
    const onEnd = onSuiteFinished();

    beforeAll(async () => {
      await admin.connect();
      onEnd(() => admin.disconnect());
    });

    async function open(OFFSET_RESET = 'earliest'): Promise<KafkaDriverBroker> {
      const broker = kafkaBroker({ KAFKA_BROKERS: brokers.join(','), OFFSET_RESET });
      await broker.connect();
      return broker;
    }

    async function newTopic(): Promise<string> {
      const topic = `positions-${randomUUID().slice(0, 8)}`;
      await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
      return topic;
    }

    /** Sends in a transaction for each end. */
    async function transact(topic: string, ...ends: ('commit' | 'abort' | 'open')[]): Promise<void> {
      for (const end of ends) {
        const producer = foreign.producer({
          transactionalId: randomUUID(),
          idempotent: true,
          maxInFlightRequests: 1,
          transactionTimeout: 60_000,
        });
        await producer.connect();
        onTestFinished(() => producer.disconnect());
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [{ value: end }] });
        if (end !== 'open') await transaction[end]();
      }
    }

    const expectNoLag = (broker: KafkaDriverBroker, topic: string) =>
      expect.poll(() => broker.admin.lag({ topic, group }), { timeout: 15_000 }).toBe(0);

    it('when nothing but markers and aborted records came after its last message', async () => {
      const [broker, topic] = [await open(), await newTopic()];
      const texts = await textsOf(broker, topic);
      await transact(topic, 'commit', 'abort');
      await expectNoLag(broker, topic);
      await transact(topic, 'abort', 'abort');
      await expectNoLag(broker, topic);
      expect(texts).toEqual(['commit']);
    });

    it('when the topic holds nothing but aborted records, and nothing of them stays for the next member', async () => {
      const [broker, topic] = [await open(), await newTopic()];
      await transact(topic, 'abort');
      const texts = await textsOf(broker, topic);
      await expectNoLag(broker, topic);
      await broker.close();
      await transact(topic, 'commit');
      const again = await open();
      const more = await textsOf(again, topic);
      await expectNoLag(again, topic);
      expect([texts, more]).toEqual([[], ['commit']]);
    });

    it('when the rest is a transaction that is still open', async () => {
      const [broker, topic] = [await open(), await newTopic()];
      const texts = await textsOf(broker, topic);
      await transact(topic, 'commit', 'open');
      await expect.poll(() => texts, { timeout: 15_000 }).toEqual(['commit']);
      await expectNoLag(broker, topic);
    });

    it('with OFFSET_RESET=latest: also what came to partitions that were added while it ran, and while it did not', async () => {
      const [first, topic] = [await open('latest'), await newTopic()];
      const texts = await textsOf(first, topic);
      const add = async (count: number, text: string) => {
        await admin.createPartitions({ topicPartitions: [{ topic, count }] });
        const producer = foreign.producer();
        await producer.connect();
        await expect
          .poll(
            () =>
              producer.send({ topic, messages: [{ partition: count - 1, value: text }] }).then(
                () => 'sent',
                (error: Error) => error.message,
              ),
            { timeout: 15_000 },
          )
          .toBe('sent');
        await producer.disconnect();
      };
      await add(2, 'running');
      // Another member makes the group look for new partitions at once.
      const second = await open('latest');
      const others = await textsOf(second, topic);
      await expect.poll(() => [...texts, ...others], { timeout: 15_000 }).toEqual(['running']);
      await Promise.all([first.close(), second.close()]);
      await add(3, 'stopped');
      const third = await open('latest');
      const more = await textsOf(third, topic);
      await expect.poll(() => more, { timeout: 15_000 }).toEqual(['stopped']);
    });

    it('when retention has removed what it had not read', async () => {
      const [broker, topic] = [await open(), await newTopic()];
      await broker.admin.createSubscription({ topic, group });
      await broker.publish(['1', '2', '3'].map((text) => ({ topic, value: Buffer.from(text), headers: {} })));
      expect(await broker.admin.lag({ topic, group })).toBe(3);
      // kafkajs deletes only where it has seen the leader.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
      expect(await broker.admin.lag({ topic, group })).toBe(1);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] });
      await expectNoLag(broker, topic);
    });
  });
});
