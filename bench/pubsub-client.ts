import { type Message, PubSub } from '@google-cloud/pubsub';
import type { Envelope } from '../src/transport/delivery/codec.js';

/** Of a server that keeps projects apart no more than by their names. */
export const projectId = 'bench';
/** As the driver has it for 512 messages in work: what is compared is not how much a reader may hold. */
const reading = {
  flowControl: { maxMessages: 1_024, allowExcessMessages: false },
  batching: { maxMilliseconds: 10 },
  streamingOptions: { maxStreams: 2 },
};

/** Google's client as it comes. Naming the universe keeps it from looking for credentials. */
export function openPubSub(emulatorHost: string): PubSub {
  const clientOptions = { universeDomain: 'googleapis.com' };
  return new PubSub({ projectId, apiEndpoint: emulatorHost, emulatorMode: true, clientOptions });
}

export interface RawMessage {
  readonly data: Buffer;
  readonly attributes: Record<string, string>;
}

export const rawMessage = ({ value, headers }: Envelope): RawMessage => ({
  data: Buffer.from(value ?? []),
  attributes: headers as Record<string, string>,
});

/** Requests as large as the driver's, which wait no longer than a turn for company. */
export function publisherOf(client: PubSub, topic: string): (message: RawMessage) => Promise<string> {
  const publisher = client.topic(topic, { batching: { maxMessages: 1_000, maxMilliseconds: 1 } });
  return (message) => publisher.publishMessage(message);
}

/** Hands over each message as it comes; who has it acknowledges it. */
export function read(client: PubSub, subscription: string, take: (message: Message) => void) {
  const stream = client.subscription(subscription, reading);
  stream.on('message', take);
  return () => stream.close();
}
