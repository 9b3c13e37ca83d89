import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import { type Broker, headerText, type ReceivedMessage } from '../../../src/transport/broker.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';
import { BROKERS, type Brokers } from '../../../src/events/transport.module.js';
import { call, predictionsOf, push } from '../../support/http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../../support/test-application.js';
import { Cases } from './cases.js';
import { hostileMessage, type Pattern } from './hostile-messages.js';
import { expectNothingKept, memoryBytes } from './memory.js';
import { oneOf } from './hostile-values.js';

/** Codes that name what is wrong with the message. Any other is a fault of the program. */
const codes = [
  'BAD_MESSAGE',
  'BAD_REQUEST',
  'UNSUPPORTED_CONTENT_TYPE',
  'MESSAGE_TOO_LARGE',
  'UNKNOWN_MODEL',
  'UNKNOWN_LABEL',
  'AMBIGUOUS_IMAGE',
];
const patterns: readonly Pattern[] = ['images', 'images', 'images', 'predictions', 'labels', 'inference'];
/** Pub/Sub may deliver a message again, and its dead letter with it: the ledger counts it once. */
const mostLettersOf = (broker: BrokerName) => (broker === 'pubsub' ? Infinity : 1);
const warmUp = 100;

/** Writes so many messages that are wrong in some way to every topic that Seamline reads. */
export function survivesMessages(
  name: BrokerName,
  server: Readonly<Record<string, string>>,
  count: number,
): void {
  describe(`The topics on ${name}, sent whatever a client can write`, () => {
    const onEnd = onSuiteFinished();
    const cases = new Cases();
    const { seed } = cases;
    const mostLetters = mostLettersOf(name);
    /** The codes of each case's dead letters. */
    const letters = new Map<string, string[]>();
    /** The places of the images that are answered. */
    const answered = new Set<string>();
    let url: string;
    let broker: Broker;
    let topics: Readonly<Record<Pattern, string>>;
    let group: string;

    beforeAll(async () => {
      const settings = { ...(await ownSettings(onEnd)), BROKERS: name, MODELS: 'fashion-mnist@1', ...server };
      ({ topics, groupId: group } = readConfig(settings).transport);
      const running = await startTestApplication(settings, onEnd);
      url = running.url;
      broker = running.app.get<Brokers>(BROKERS).get(name)!;
      await broker.connect();
      const observe = (topic: string, see: (message: ReceivedMessage) => void) =>
        broker.subscribe({ topic, group: 'observer', maxInFlight: 50 }, async (message) => see(message));
      for (const pattern of new Set(patterns)) await observe(`${topics[pattern]}-dlt`, seeLetter);
      await observe(topics.predictions, seePrediction);
    }, 60_000);

    function seeLetter(letter: ReceivedMessage): void {
      const one = headerText(letter, 'case') ?? '';
      // The test wrote it there.
      if (one.startsWith('letter')) return;
      letters.set(one, [...(letters.get(one) ?? []), headerText(letter, 'seamline-error-code') ?? 'none']);
    }

    function seePrediction(prediction: ReceivedMessage): void {
      // The test wrote it there.
      if (headerText(prediction, 'case') !== undefined) return;
      const { source } = JSON.parse(Buffer.from(prediction.value ?? '{}').toString()) as {
        source?: { topic?: string };
      };
      if (source?.topic === topics.images) answered.add(JSON.stringify(source));
    }

    function messageOf(at: number) {
      const random = cases.randomOf(at);
      const pattern = oneOf(patterns, random);
      const isLetter = random.below(12) === 0;
      const message = hostileMessage(pattern, `${isLetter ? 'letter' : pattern} ${seed}/${at}`, name, random);
      const topic = isLetter ? `${topics[pattern]}-dlt` : topics[pattern];
      return { isImage: pattern === 'images' && !isLetter, message: { ...message, topic } };
    }

    const refused: string[] = [];

    /** @returns how many images the broker has accepted. */
    async function publish(from: number, to: number): Promise<number> {
      let images = 0;
      const publishOne = async (at: number) => {
        const { isImage, message } = messageOf(at);
        try {
          await broker.publish([message]);
          if (isImage) images += 1;
        } catch (error) {
          refused.push(`case ${at}: ${String(error)}`);
        }
      };
      await cases.run(from, to, publishOne);
      return images;
    }

    const lettersOf = (pattern: Pattern) =>
      [...letters.keys()].filter((one) => one.startsWith(pattern)).length;

    /** Every image has ended, and every topic was read to its end. */
    async function untilAllEnded(images: number): Promise<void> {
      const lag = (topic: string) => broker.admin.lag({ topic, group });
      await expect
        .poll(() => answered.size + lettersOf('images'), { timeout: 120_000, interval: 100 })
        .toBe(images);
      for (const pattern of new Set(patterns)) {
        for (const topic of [topics[pattern], `${topics[pattern]}-dlt`]) {
          await expect
            .poll(async () => [topic, (await lag(topic)) ?? 0], { timeout: 60_000 })
            .toEqual([topic, 0]);
        }
      }
    }

    it(`end each once, under a code that says why, and the work goes on (${count} messages)`, async () => {
      const first = await publish(0, warmUp);
      await untilAllEnded(first);
      const before = await memoryBytes();
      const images = first + (await publish(warmUp, count));
      await untilAllEnded(images);
      const unexpected = [...letters].filter(
        ([, seen]) => seen.length > mostLetters || seen.some((code) => !codes.includes(code)),
      );
      console.log(
        `${name}, seed ${seed}: ${answered.size} images answered, ${letters.size} dead letters, ${refused.length} refused by the broker`,
      );
      expect(unexpected).toEqual([]);
      expect(refused).toEqual([]);
      await expectNothingKept(before);
      expect((await call(`${url}/health/ready`)).status).toBe(200);
      expect(await predictionsOf(url, await push(url, 'push-to-consumer', 0, 3))).toHaveLength(3);
    }, 1_800_000);
  });
}
