import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import type { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';
import {
  canCompress,
  codecs,
  type CompressionCodec,
} from '../../src/transport/drivers/kafka/kafkajs/compression.js';
import { kafkaBroker, textsOf } from '../support/kafka-broker.js';
import { withServer } from '../support/services/with-server.js';
import { defaultOptions } from './conformance/lab.js';

const timeout = 20_000;
const compressing = codecs.filter((codec) => codec !== 'none');
/** Position in a batch of the number of its codec. */
const codecAt = 22;

describe('The setting KAFKA_COMPRESSION', () => {
  it.each(codecs.filter(canCompress))('may be %s', (codec) => {
    expect(readConfig({ KAFKA_COMPRESSION: codec }).drivers.kafka.compression).toBe(codec);
  });

  it('is refused in words where this Node cannot write the codec, and where it is none', () => {
    const refused = (codec: string) => () => readConfig({ KAFKA_COMPRESSION: codec });
    expect(refused('brotli')).toThrow(/KAFKA_COMPRESSION.*one of none, gzip, snappy, lz4, zstd/);
    if (canCompress('zstd')) return;
    expect(refused('zstd')).toThrow(/KAFKA_COMPRESSION.*zstd needs Node 22\.15 or newer; this is Node \d/);
  });
});

withServer('Kafka', inject('kafka'), ({ brokers, dataFolder }) => {
  const open = (codec: CompressionCodec) => {
    const settings = { KAFKA_BROKERS: brokers.join(','), KAFKA_PARTITIONS: '1', KAFKA_COMPRESSION: codec };
    return kafkaBroker(settings, defaultOptions);
  };
  const someTopic = () => `compressed-${randomUUID().slice(0, 8)}`;

  /** Publishes texts and waits until they are back. */
  async function roundTrip(broker: KafkaDriverBroker, topic: string): Promise<void> {
    const texts = Array.from({ length: 100 }, (_, place) => `text ${place}`);
    await broker.connect();
    const received = await textsOf(broker, topic);
    await broker.publish(
      texts.map((text) => ({ topic, value: Buffer.from(text), headers: { kind: 'test' } })),
    );
    await expect.poll(() => received, { timeout }).toEqual(texts);
  }

  /** The codec of the first batch in the broker's log. */
  async function codecOf(topic: string): Promise<string | undefined> {
    const log = await readFile(join(dataFolder ?? '', `${topic}-0`, '00000000000000000000.log'));
    return codecs[log.readUInt8(codecAt) & 7];
  }

  describe.skipIf(!dataFolder)('Kafka keeps', () => {
    it.each(codecs.filter(canCompress))('%s that Seamline wrote, and gives it back', async (codec) => {
      const topic = someTopic();
      await roundTrip(open(codec), topic);
      expect(await codecOf(topic)).toBe(codec);
    });

    it.each(compressing)('%s that its own topic asks for, and gives it back', async (codec) => {
      const topic = someTopic();
      const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      onTestFinished(() => admin.disconnect());
      const configEntries = [{ name: 'compression.type', value: codec }];
      await admin.createTopics({
        topics: [{ topic, numPartitions: 1, configEntries }],
        waitForLeaders: true,
      });
      await roundTrip(open('none'), topic);
      expect(await codecOf(topic)).toBe(codec);
    });
  });
});
