import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Kafka, logLevel } from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import {
  type Broker,
  headerText,
  type HeaderValue,
  type ReceivedMessage,
} from '../../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../../src/events/transport.module.js';
import { hostileMessagesFor } from './corpus.js';
import { predictionsOf, push } from '../../support/http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../../support/test-application.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

/** Smaller than what any broker takes, so that a body too large for us is tried on each of them. */
const maxImageBytes = 5_000_000;
/** Garbage collected late, pools that fill, caches that warm up: a leak of the corpus would be 50 MB a round. */
const growthLimitBytes = 25_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memoryBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const bytesOf = (value: HeaderValue | undefined): string[] =>
  [value ?? []].flat().map((one) => Buffer.from(one as string).toString('hex'));

const digest = (value: Uint8Array | null) =>
  createHash('sha256')
    .update(value ?? '')
    .digest('hex');

/**
 * What anybody may write to the topic of images ends as it should, and nothing else suffers.
 *
 * @param options `andAgain`: the whole corpus comes three times more, and leaves no memory behind.
 */
export function survives(
  name: BrokerName,
  server: Readonly<Record<string, string>>,
  { andAgain }: { readonly andAgain: boolean },
): void {
  describe(`hostile messages on ${name}`, () => {
    const onEnd = onSuiteFinished();
    const corpus = hostileMessagesFor(name);
    const letters = new Map<string, ReceivedMessage>();
    const predicted = new Map<string, number>();
    let url: string;
    let broker: Broker;
    let topic: string;
    let group: string;

    beforeAll(async () => {
      const settings = {
        ...(await ownSettings(onEnd)),
        BROKERS: name,
        MAX_IMAGE_BYTES: String(maxImageBytes),
        // 20 MB take their time on a busy machine.
        PUBLISH_TIMEOUT_MS: '30000',
        ...server,
      };
      const { topics, groupId } = readConfig(settings).transport;
      topic = topics.images;
      group = groupId;
      const running = await startTestApplication(settings, onEnd);
      url = running.url;
      broker = running.app.get<Brokers>(BROKERS).get(name)!;
      await broker.connect();
      if (server['KAFKA_BROKERS']) await allowLargeMessages(server['KAFKA_BROKERS'], topic);
      const observe = (from: string, see: (message: ReceivedMessage) => void) =>
        broker.subscribe({ topic: from, group: 'observer', maxInFlight: 50 }, async (message) =>
          see(message),
        );
      await observe(`${topic}-dlt`, (letter) => letters.set(headerText(letter, 'case') ?? '', letter));
      await observe(topics.predictions, (prediction) => {
        for (const id of namesOf(prediction)) predicted.set(id, (predicted.get(id) ?? 0) + 1);
      });
    });

    const publish = async (part: typeof corpus) => {
      for (const { message } of part) await broker.publish([{ ...message, topic }]);
    };
    const openCases = () =>
      corpus.filter(({ name: one, ends }) =>
        'deadLetter' in ends ? !letters.has(one) : !predicted.has(ends.id),
      );
    const untilAllEnded = () =>
      expect
        .poll(() => openCases().map(({ name: one }) => one), { timeout: 60_000, interval: 100 })
        .toEqual([]);

    it('all end, as a dead letter with its code or with a prediction, and their neighbours are answered', async () => {
      expect(corpus.length).toBeGreaterThanOrEqual(60);
      const middle = Math.ceil(corpus.length / 2);
      const [, , ...pushed] = await Promise.all([
        publish(corpus.slice(0, middle)),
        publish(corpus.slice(middle)),
        push(url, 'push-to-consumer', 0, 50),
        push(url, 'push-to-consumer', 50, 100),
      ]);
      await untilAllEnded();
      const neighbours = await Promise.all(pushed.map((request) => predictionsOf(url, request)));
      expect(neighbours.flat()).toHaveLength(100);
      const codes = corpus.map(({ name: one }) => {
        const letter = letters.get(one);
        return [one, letter ? headerText(letter, 'seamline-error-code') : 'answered'];
      });
      expect(codes).toEqual(
        corpus.map(({ name: one, ends }) => [one, 'deadLetter' in ends ? ends.deadLetter : 'answered']),
      );
    }, 120_000);

    it('lie in the dead-letter topic with key, value and headers untouched', () => {
      for (const { name: one, message } of corpus) {
        const letter = letters.get(one);
        if (!letter) continue;
        const leftOut = headerText(letter, 'seamline-value-sha256');
        expect([one, leftOut ?? digest(letter.value)]).toEqual([one, digest(message.value)]);
        if (name !== 'pubsub') expect(bytesOf(letter.key), one).toEqual(bytesOf(message.key));
        for (const [header, value] of Object.entries(message.headers)) {
          expect([one, header, bytesOf(letter.headers[header])]).toEqual([one, header, bytesOf(value)]);
        }
      }
    });

    it('are all acknowledged, so none comes again', async () => {
      // Pub/Sub does not tell.
      await expect
        .poll(async () => (await broker.admin.lag({ topic, group })) ?? 0, { timeout: 10_000 })
        .toBe(0);
    });

    it('pollute no prototype', () => {
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });

    if (!andAgain) return;

    it('leave no memory behind when they come again', async () => {
      const again = async () => {
        letters.clear();
        predicted.clear();
        await publish(corpus);
        await untilAllEnded();
        letters.clear();
      };
      await again();
      const before = memoryBytes();
      await again();
      await again();
      // A client library gives its buffers back in its own time.
      await expect.poll(() => memoryBytes() - before, { timeout: 20_000 }).toBeLessThan(growthLimitBytes);
    }, 120_000);
  });
}

/** The id of the image's event, and the key of a message that was none. */
function namesOf(prediction: ReceivedMessage): Set<string> {
  const said = JSON.parse(Buffer.from(prediction.value ?? '{}').toString()) as Record<string, string>;
  return new Set([said['imageEventId'] ?? '', said['imageKey'] ?? '']);
}

async function allowLargeMessages(brokers: string, topic: string): Promise<void> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: '25000000' }];
  await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries }] });
  await admin.disconnect();
}
