import type { Envelope } from '../src/transport/delivery/codec.js';
import { createBroker } from '../src/transport/open/create-broker.js';
import { startPubSub } from '../test/support/services/pubsub.js';
import type { Figure } from './figures.js';
import { imageMessages } from './images.js';
import type { Lab } from './lab.js';
import { alternate } from './measure.js';
import { openPubSub, projectId, publisherOf, rawMessage, read } from './pubsub-client.js';
import { compared, publishAll, readAll, type Way } from './transport.js';

const names = {
  question: 'transport-pubsub',
  driver: 'Pub/Sub driver',
  client: '@google-cloud/pubsub',
  reached: { publish: 0.6, consume: 0.65 },
};

/** What the driver adds to Google's client: the same messages and attributes through both. */
export async function transportOnPubSub(lab: Lab): Promise<Figure[]> {
  const server = await lab.ifAvailable(names.question, () => lab.server(startPubSub));
  if (!server) return [];
  const { emulatorHost } = server;
  const openDriver = () => createBroker('pubsub', { settings: { emulatorHost, projectId } });
  const driver = await openDriver();
  const client = openPubSub(emulatorHost);
  const messages = imageMessages(lab.images, lab.settings.quick ? 1_500 : 10_000, 'pubsub');
  try {
    const bench = { lab, openDriver, driver, client, messages };
    const published = await publishing(bench);
    const consumed = await consuming(bench);
    return [...compared(names, 'publish', published), ...compared(names, 'consume', consumed)];
  } finally {
    await Promise.all([driver.close(), client.close()]);
  }
}

type Driver = Awaited<ReturnType<typeof createBroker<'pubsub'>>>;

interface Bench {
  readonly lab: Lab;
  readonly openDriver: () => Promise<Driver>;
  readonly driver: Driver;
  readonly client: ReturnType<typeof openPubSub>;
  readonly messages: readonly Envelope[];
}

async function publishing({ lab, driver, client, messages }: Bench): Promise<Record<Way, number[]>> {
  const [own, raw] = [lab.topic('publish-driver'), lab.topic('publish-raw')];
  await Promise.all([own, raw].map((topic) => driver.admin.createTopic(topic)));
  const publish = publisherOf(client, raw);
  const turns = {
    driver: () => publishAll(messages, (some) => driver.publish(own, some)),
    client: () => publishAll(messages, (some) => Promise.all(some.map((one) => publish(rawMessage(one))))),
  };
  for (const warmUp of Object.values(turns)) await warmUp();
  return alternate(lab.settings.rounds, turns, (text) => lab.report(`publish to Pub/Sub, ${text}`));
}

/** A subscription of its own for each turn, which is there before the messages are: it keeps none of those before. */
async function consuming({
  lab,
  openDriver,
  driver,
  client,
  messages,
}: Bench): Promise<Record<Way, number[]>> {
  const topic = lab.topic('consume');
  const turn = (start: (group: string, seen: () => void) => Promise<() => Promise<unknown>>) => async () => {
    const group = lab.topic('group');
    await driver.admin.createSubscription({ topic, group });
    await publishAll(messages, (some) => driver.publish(topic, some));
    const rate = await readAll(messages.length, (seen) => start(group, seen));
    await driver.admin.deleteSubscription({ topic, group });
    return rate;
  };
  const turns = {
    driver: turn(async (group, seen) => {
      const reader = await openDriver();
      await reader.subscribe(topic, async () => seen(), { group, maxInFlight: 512 });
      return () => reader.close();
    }),
    client: turn(async (group, seen) =>
      read(client, `${group}.${topic}`, (message) => {
        seen();
        message.ack();
      }),
    ),
  };
  for (const warmUp of Object.values(turns)) await warmUp();
  return alternate(lab.settings.rounds, turns, (text) => lab.report(`consume from Pub/Sub, ${text}`));
}
