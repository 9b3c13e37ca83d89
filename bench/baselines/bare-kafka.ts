// The shortest classifier on Kafka that somebody would write with kafkajs: fetch, predict, publish, commit, on one
// thread. It has none of Seamline's guarantees: one bad message stops it for ever.
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { openModel } from './predict.js';
import { predictionRecord } from './prediction.js';
import { readSettings } from './settings.js';

const settings = readSettings<{ readonly brokers: string[] }>();
const { card, predictEach } = await openModel(settings);
const batchSize = 128;

const kafka = new Kafka({ brokers: settings.brokers, clientId: 'bare', logLevel: logLevel.ERROR });
const producer = kafka.producer({ allowAutoTopicCreation: false });
const consumer = kafka.consumer({ groupId: `bare-${settings.images}`, maxWaitTimeInMs: 500 });
consumer.on('consumer.group_join', () => console.log('ready'));

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topic: settings.images, fromBeginning: true });
await consumer.run({
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, heartbeat }) => {
    const messages = [];
    for (let start = 0; start < batch.messages.length; start += batchSize) {
      const images = batch.messages.slice(start, start + batchSize);
      const rows = await predictEach(images.map(({ value }) => value ?? new Uint8Array()));
      messages.push(...rows.map((row, at) => predictionRecord(images[at] as KafkaMessage, row, card)));
    }
    await producer.sendBatch({ topicMessages: [{ topic: settings.predictions, messages }] });
    resolveOffset(batch.lastOffset());
    await commitOffsetsIfNecessary({
      topics: [
        {
          topic: batch.topic,
          partitions: [{ partition: batch.partition, offset: String(BigInt(batch.lastOffset()) + 1n) }],
        },
      ],
    });
    await heartbeat();
  },
});
