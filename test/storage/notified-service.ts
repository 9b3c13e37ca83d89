import sharp from 'sharp';
import { vi } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import type { ReceivedMessage } from '../../src/transport/broker.js';
import { openDriver } from '../../src/transport/open/open-driver.js';
import {
  type ObjectStore,
  s3Credentials,
  startCloudStorage,
  startS3,
  type StorePrograms,
} from '../support/services/object-stores.js';
import {
  type OnEnd,
  ownSettings,
  startTestApplication,
  type TestApplication,
} from '../support/test-application.js';

export interface NotifiedService {
  readonly store: ObjectStore;
  /** Messages of the topic of images, as the store has sent them. */
  readonly messages: readonly ReceivedMessage[];
  /** Sends all of them once more. */
  repeat(): Promise<void>;
  /** Starts the service. Its subscriptions outlive it. */
  start(): Promise<TestApplication>;
}

export type NotifyingBroker = { readonly kafka: string } | { readonly pubsub: string };

/**
 * A service, and a bucket that reports its changes to the service's topic: of Cloud Storage through Pub/Sub, of S3
 * through Kafka. The stores send the messages themselves.
 */
export async function notifiedService(
  programs: StorePrograms,
  broker: NotifyingBroker,
  onEnd: OnEnd,
  more: Record<string, string> = {},
): Promise<NotifiedService> {
  const own = await ownSettings(onEnd);
  const topic = own['TOPIC_IMAGES'] as string;
  const ofBroker =
    'kafka' in broker
      ? { BROKERS: 'kafka', KAFKA_BROKERS: broker.kafka }
      : { BROKERS: 'pubsub', PUBSUB_EMULATOR_HOST: broker.pubsub };
  vi.stubEnv('AWS_ACCESS_KEY_ID', s3Credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', s3Credentials.secretAccessKey);
  const name = ofBroker.BROKERS;
  const { drivers } = readConfig({ ...own, ...ofBroker });
  const opened = await openDriver(name, drivers[name] as object);
  onEnd(() => opened.close());
  await opened.connect();
  const messages: ReceivedMessage[] = [];
  // It also creates the topic, without which the gateway does not start.
  await opened.subscribe({ topic, group: `${topic}-observer`, maxInFlight: 10 }, async (message) => {
    messages.push(message);
  });
  const store = await ('kafka' in broker ? startS3 : startCloudStorage)(programs, onEnd, {
    topic,
    ...broker,
  });
  const settings = { ...own, ...ofBroker, ...store.settings, RETRY_MAX_DELAY_MS: '500', ...more };
  return {
    store,
    messages,
    repeat: () => opened.publish(messages.map(({ key, value, headers }) => ({ topic, key, value, headers }))),
    start: async () => {
      const started = await startTestApplication(settings, onEnd);
      // A subscription of Pub/Sub has only what is published once it is there.
      const isReady = () => fetch(`${started.url}/health/ready`).then(({ ok }) => ok);
      await vi.waitUntil(isReady, { timeout: 30_000, interval: 100 });
      return started;
    },
  };
}

/** Photographs as a camera makes them: noise over a gradient, of this many pixels, none like another. */
export async function photographs(count: number, megapixels: readonly number[]): Promise<Buffer[]> {
  const made: Buffer[] = [];
  for (let at = 0; at < count; at += 1) {
    const pixels = (megapixels[at % megapixels.length] as number) * 1e6;
    const height = Math.round(Math.sqrt(pixels * 0.75));
    const width = Math.round(pixels / height);
    const noise = { type: 'gaussian', mean: 60 + ((at * 37) % 130), sigma: 20 } as const;
    const picture = sharp({ create: { width, height, channels: 3, background: '#888', noise } });
    made.push(await picture.jpeg({ quality: 60 }).toBuffer());
  }
  return made;
}
