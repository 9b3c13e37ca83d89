import { type Message, PubSub } from '@google-cloud/pubsub';
import { setTimeout as pause } from 'node:timers/promises';
import { bytesOf, type PubSubRecord, type RawBroker, shown } from './records.js';

const quietMs = 2_000;

/** Google's client as it comes. Naming the universe keeps it from looking for credentials. */
export const pubsubClient = (emulatorHost: string, projectId: string): PubSub =>
  new PubSub({
    apiEndpoint: emulatorHost,
    emulatorMode: true,
    projectId,
    clientOptions: { universeDomain: 'googleapis.com' },
  });

/** A project of Pub/Sub as Google's library reaches it. */
export const rawPubSub = (client: PubSub, emulatorHost: string): RawBroker<PubSubRecord> => ({
  settings: { PUBSUB_EMULATOR_HOST: emulatorHost, PUBSUB_PROJECT_ID: client.projectId },
  publish: (topic, records) => publishToPubSub(client, topic, records),
  idOf: ({ attributes }) => attributes['ce-id'],
  valueOf: ({ data }) => bytesOf(data).toString(),
});

/** Keeps what is published from now on; the answer reads it once nothing more comes. */
export async function keepPubSubTopic(client: PubSub, name: string): Promise<() => Promise<PubSubRecord[]>> {
  const [topic] = await client.topic(name).get({ autoCreate: true });
  const [subscription] = await topic.createSubscription(`kept-${name}`, { enableMessageOrdering: true });
  return async () => {
    const found: Message[] = [];
    let lastAt = Date.now();
    subscription.on('message', (message: Message) => {
      found.push(message);
      lastAt = Date.now();
      message.ack();
    });
    while (Date.now() - lastAt < quietMs) await pause(100);
    await subscription.close();
    return found
      .toSorted((one, other) => Number(one.publishTime) - Number(other.publishTime))
      .map(({ attributes, data, orderingKey = '' }) => ({
        attributes,
        data: shown(data),
        orderingKey,
      }));
  };
}

/** Publishes the messages with the bytes that they had. */
async function publishToPubSub(
  client: PubSub,
  name: string,
  records: readonly PubSubRecord[],
): Promise<void> {
  const topic = client.topic(name, { messageOrdering: true });
  await Promise.all(
    records.map(({ data, attributes, orderingKey }) =>
      topic.publishMessage({
        data: bytesOf(data),
        attributes,
        ...(orderingKey && { orderingKey }),
      }),
    ),
  );
}
