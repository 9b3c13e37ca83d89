import { Kafka, logLevel } from 'kafkajs';
import { expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { TopicReader } from '../../src/tools/verification/topic-reader.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings } from '../support/test-application.js';

withServer('Kafka', inject('kafka'), ({ brokers }) => {
  it('seamline verify --topics ends on a topic with aborted transactions and one that is open', async () => {
    const config = readConfig({ ...(await ownSettings()), KAFKA_BROKERS: brokers.join(',') });
    const topic = config.transport.topics.images;
    const reader = await TopicReader.open('kafka', config);
    onTestFinished(() => reader.close());
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    for (const end of ['commit', 'abort', 'open'] as const) {
      const producer = kafka.producer({ transactionalId: `${topic}-${end}`, maxInFlightRequests: 1 });
      await producer.connect();
      onTestFinished(() => producer.disconnect());
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: end }] });
      if (end !== 'open') await transaction[end]();
    }
    expect((await reader.read(20_000)).messages).toBe(1);
  });
});

it('seamline verify --topics names the topics that it cannot read to their end in time', async () => {
  const config = readConfig(await ownSettings());
  const topic = config.transport.topics.images;
  const broker = await openBroker('embedded', config);
  onTestFinished(() => broker.close());
  const reader = await TopicReader.open('embedded', config);
  onTestFinished(() => reader.close());
  await broker.publish(
    topic,
    Array.from({ length: 2_000 }, () => ({ value: Buffer.from('x') })),
  );
  await expect(reader.read(0)).rejects.toThrow(
    new RegExp(`read to their end; after [\\d,]+ messages of embedded these were not: \\d+ of ${topic}$`),
  );
});
