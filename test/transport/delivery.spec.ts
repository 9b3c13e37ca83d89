import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliveryOn } from '../support/delivery.js';
import { ifAvailable } from '../support/services/if-available.js';
import { startPubSub } from '../support/services/pubsub.js';
import { TcpGate } from '../../tools/chaos/tcp-gate.js';
import { withServer } from '../support/services/with-server.js';
import { readConfig } from '../../src/configuration.js';
import { headerText, type ReceivedMessage } from '../../src/transport/broker.js';
import { PubSubDriverBroker } from '../../src/transport/drivers/pubsub/pubsub.broker.js';
import { correlationHeader, replyToHeader } from '../../src/transport/delivery/message-headers.js';

const policy = { maxAttempts: 3, initialDelayMs: 10, maxDelayMs: 50 };
const timeout = 25_000;
const title = 'An answer to the place that a message names';

const startPstest = () => startPubSub({ ...process.env, SEAMLINE_PUBSUB_SERVER: 'pstest' });

withServer(title, await ifAvailable(startPstest), (own) => {
  describe(title, () => {
    let gate: TcpGate;
    let broker: PubSubDriverBroker;
    let tries: number;
    let topic: string;

    /** Everything that arrives on the topic, which is made first. */
    const arriving = async (from: string): Promise<ReceivedMessage[]> => {
      const messages: ReceivedMessage[] = [];
      const subscription = { topic: from, group: 'observer', maxInFlight: 10 };
      await broker.subscribe(subscription, async (message) => void messages.push(message));
      return messages;
    };
    /** Answers each message with itself, one at a time. */
    const answerAll = async (work: () => Promise<void> = async () => {}) => {
      const answer = async (message: ReceivedMessage) => {
        await work();
        const topic = headerText(message, replyToHeader) ?? '';
        return { own: undefined, reply: { topic, value: message.value, headers: {} } };
      };
      const delivery = deliveryOn(broker, answer, { policy, hooks: [{ retried: () => (tries += 1) }] });
      await broker.subscribe({ topic, group: 'group', maxInFlight: 1 }, (one) => delivery.consume(one));
    };
    const ask = (text: string, place: string) => {
      const headers = { [replyToHeader]: place, [correlationHeader]: text };
      return broker.publish([{ topic, value: Buffer.from(text), headers }]);
    };

    beforeEach(async () => {
      const {
        drivers: { pubsub },
        transport,
      } = readConfig({});
      topic = `questions-${randomUUID().slice(0, 8)}`;
      tries = 0;
      gate = new TcpGate(own.emulatorHost);
      await gate.open();
      const settings = { ...pubsub, emulatorHost: gate.address };
      broker = new PubSubDriverBroker(settings, {
        ...transport.driver,
        publishTimeoutMs: 1_000,
        connectTimeoutMs: 2_000,
      });
      await broker.connect();
    });
    afterEach(async () => {
      await broker.close();
      await gate.shut();
    });
    afterAll(() => own.stop());

    it('is tried maxAttempts times when the broker forbids that place; then the message is a dead letter', async () => {
      const letters = await arriving(`${topic}-dlt`);
      const answers = await arriving(`${topic}-answers`);
      const place = `forbidden-${topic}`;
      await broker.admin.createTopic(place);
      await answerAll();
      await ask('one', place);
      await ask('two', `${topic}-answers`);
      await expect.poll(() => [letters.length, answers.length], { timeout }).toEqual([1, 1]);
      expect(headerText(letters[0]!, 'kafka_deliveryAttempt')).toBe('3');
      expect(headerText(letters[0]!, 'seamline-error-code')).toBe('BROKER_REFUSED');
      expect(headerText(letters[0]!, 'seamline-error-reason')).toContain(place);
      expect(String(letters[0]?.value)).toBe('one');
    });

    it('is held while the broker is away, however often it fails', async () => {
      const letters = await arriving(`${topic}-dlt`);
      const answers = await arriving(`${topic}-answers`);
      await answerAll(() => gate.shut());
      await ask('one', `${topic}-answers`);
      await expect.poll(() => tries, { timeout }).toBeGreaterThan(policy.maxAttempts);
      await gate.open();
      await expect.poll(() => answers.length, { timeout }).toBeGreaterThan(0);
      expect(letters).toEqual([]);
    });
  });
});
