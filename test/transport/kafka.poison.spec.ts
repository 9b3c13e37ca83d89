import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { codecs } from '../../src/transport/drivers/kafka/kafkajs/compression.js';
import { kafkaBroker, textsOf } from '../support/kafka-broker.js';
import { withServer } from '../support/services/with-server.js';
import { defaultOptions } from './conformance/lab.js';

const timeout = 20_000;

/** Records that our own publisher never writes, but any producer can. */
const oddities: Readonly<Record<string, Message>> = {
  'a time of 1970': { value: 'odd', timestamp: '1' },
  'no time': { value: 'odd', timestamp: '-1' },
  'neither key nor value': { key: null, value: null },
  '40,000 headers': {
    value: 'odd',
    headers: Object.fromEntries(Array.from({ length: 40_000 }, (_, place) => [`h${place}`, 'x'])),
  },
  'a header that is repeated 40,000 times': {
    value: 'odd',
    headers: { h: Array.from({ length: 40_000 }, String) },
  },
  'a header of 900,000 bytes': { value: 'odd', headers: { h: Buffer.alloc(900_000, 0xff) } },
};

withServer('Kafka', inject('kafka'), ({ brokers }) => {
  describe('A record that another producer wrote', () => {
    it.each(codecs.slice(0, 4))(
      'stops no other one, in %s',
      async (codec) => {
        const topic = `poison-${randomUUID().slice(0, 8)}`;
        const broker = kafkaBroker({ KAFKA_BROKERS: brokers.join(',') }, defaultOptions);
        const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
        await Promise.all([broker.connect(), producer.connect()]);
        onTestFinished(() => producer.disconnect());
        const texts = await textsOf(broker, topic);
        const expected: string[] = [];
        for (const [place, odd] of Object.values(oddities).entries()) {
          const good = [0, 1].map((partition) => ({ value: `good ${place} in ${partition}`, partition }));
          expected.push(...good.map(({ value }) => value));
          const compression = codecs.indexOf(codec);
          await producer.send({ topic, compression, messages: [{ ...odd, partition: 0 }, ...good] });
        }
        const good = () => texts.filter((text) => text.startsWith('good'));
        await expect.poll(() => good().toSorted(), { timeout }).toEqual(expected.toSorted());
        await expect.poll(() => texts.length, { timeout }).toBe(3 * Object.keys(oddities).length);
        await expect.poll(() => broker.admin.lag({ topic, group: 'group' }), { timeout }).toBe(0);
      },
      60_000,
    );
  });
});
