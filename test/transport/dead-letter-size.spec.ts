import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { InvalidError } from '../../src/foundation/errors/app.error.js';
import { type Broker, headerText, type ReceivedMessage } from '../../src/transport/broker.js';
import { EmbeddedDriverBroker } from '../../src/transport/drivers/embedded/embedded.broker.js';
import { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';
import { PubSubDriverBroker } from '../../src/transport/drivers/pubsub/pubsub.broker.js';
import { deliveryOn } from '../support/delivery.js';
import { received } from '../support/received.js';
import { withServer } from '../support/services/with-server.js';
import { temporaryFolder } from '../support/test-application.js';

Logger.overrideLogger(false);
const config = readConfig({});
const { driver } = config.transport;

/** Delivers a message that no handler can take, and answers its dead letter as it arrives. */
async function deadLetterOf(broker: Broker, parts: Partial<ReceivedMessage>): Promise<ReceivedMessage> {
  onTestFinished(() => broker.close());
  await broker.connect();
  const topic = `size-${randomBytes(4).toString('hex')}`;
  const letters: ReceivedMessage[] = [];
  await broker.subscribe({ topic: `${topic}-dlt`, group: 'observer', maxInFlight: 1 }, async (letter) => {
    letters.push(letter);
  });
  const refuse = () => Promise.reject(new InvalidError('BAD_MESSAGE', 'too large for anybody'));
  const delivery = deliveryOn(broker, refuse);
  await delivery.consume(received({ topic, ...parts }));
  await expect.poll(() => letters.length, { timeout: 20_000 }).toBe(1);
  return letters[0]!;
}

const limits = (name: string, make: () => Broker | Promise<Broker>, limitBytes: number) => {
  describe(`a dead letter on ${name}`, () => {
    it('keeps its value just under the limit, every byte', async () => {
      const value = randomBytes(limitBytes - 10_000);
      const letter = await deadLetterOf(await make(), { value });
      expect(createHash('sha256').update(letter.value!).digest('hex')).toBe(
        createHash('sha256').update(value).digest('hex'),
      );
    });

    it('goes without its value just over the limit, named by SHA-256 and size', async () => {
      const value = randomBytes(limitBytes + 1);
      const letter = await deadLetterOf(await make(), { value, headers: { mine: 'kept' } });
      expect(letter.value?.length ?? 0).toBe(0);
      expect(headerText(letter, 'seamline-value-bytes')).toBe(String(value.length));
      expect(headerText(letter, 'seamline-value-sha256')).toBe(
        createHash('sha256').update(value).digest('hex'),
      );
      expect(headerText(letter, 'mine')).toBe('kept');
      expect(headerText(letter, 'seamline-error-reason')).toContain('too large to keep');
    });

    it('fits a message that has as many headers, as long, as the broker takes', async () => {
      const headers = Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [`header-${index}`, 'x'.repeat(1024)]),
      );
      const letter = await deadLetterOf(await make(), { headers });
      expect(headerText(letter, 'header-0')).toBe(headers['header-0']);
      expect(headerText(letter, 'seamline-error-code')).toBe('BAD_MESSAGE');
    });
  });
};

const megabyte = 1024 * 1024;

limits(
  'the embedded broker',
  async () =>
    new EmbeddedDriverBroker(
      { ...config.drivers.embedded, file: join(await temporaryFolder(), 'broker.db') },
      driver,
    ),
  16 * megabyte,
);

/** On Kafka the limit follows from the largest message, and is never less than 4 MiB. */
const kafkaDriver = { ...driver, maxMessageBytes: megabyte };

withServer('Kafka', inject('kafka'), ({ brokers }) =>
  limits(
    'Kafka',
    () => new KafkaDriverBroker({ ...config.drivers.kafka, brokers }, kafkaDriver),
    4 * megabyte,
  ),
);

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) =>
  limits(
    'Pub/Sub',
    () => new PubSubDriverBroker({ ...config.drivers.pubsub, emulatorHost }, driver),
    10_000_000,
  ),
);
