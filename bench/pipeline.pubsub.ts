import type { PubSub } from '@google-cloud/pubsub';
import { startPubSub } from '../test/support/services/pubsub.js';
import { type Throughput, workOff } from './backlog.js';
import type { Figure } from './figures.js';
import { imageMessages } from './images.js';
import type { Lab } from './lab.js';
import { alternate, type Contestant } from './measure.js';
import { pipelineFigures } from './pipeline.js';
import { Program } from './program.js';
import { openPubSub, projectId, publisherOf, rawMessage, read } from './pubsub-client.js';
import { publishAll } from './transport.js';

const question = 'pipeline-pubsub';
const contest = {
  seamline: { title: 'Seamline on Pub/Sub' },
  bare: { title: "bare script with Google's client" },
};
type Name = keyof typeof contest;
const contestants = Object.keys(contest) as Name[];

/** Images per second through Pub/Sub, the model and Pub/Sub again. */
export async function pipelineOnPubSub(lab: Lab): Promise<Figure[]> {
  const server = await lab.ifAvailable(question, () => lab.server(startPubSub));
  if (!server) return [];
  const { emulatorHost } = server;
  const client = openPubSub(emulatorHost);
  const programs: Program[] = [];
  try {
    const turns = {} as Record<Name, Contestant<Throughput>>;
    for (const name of contestants) {
      const way = await openWay(client, lab.topic(name));
      const program = await start(lab, name, way, emulatorHost);
      programs.push(program);
      turns[name] = () => turn(lab, { client, program, way });
    }
    for (const name of contestants) await turns[name](); // warms up
    const rounds = await alternate(lab.settings.rounds, turns, (text) => lab.report(`Pub/Sub, ${text}`));
    return pipelineFigures(question, contest, rounds);
  } finally {
    await Promise.all(programs.map((program) => program.end()));
    await client.close();
  }
}

/** A contestant's topics, and the ids of the predictions that have arrived. */
interface Way {
  readonly images: string;
  readonly predictions: string;
  readonly subscription: string;
  readonly arrived: Set<string>;
}

/** The subscriptions are there before anything is published: they keep none of what was before. */
async function openWay(client: PubSub, name: string): Promise<Way> {
  const way = {
    images: `images-${name}`,
    predictions: `predictions-${name}`,
    subscription: `bench.images-${name}`,
    arrived: new Set<string>(),
  };
  for (const topic of [way.images, way.predictions]) await client.createTopic(topic);
  await client.createSubscription(way.images, way.subscription);
  const counting = `count-${name}`;
  await client.createSubscription(way.predictions, counting);
  read(client, counting, (message) => {
    way.arrived.add(message.attributes['ce-id'] ?? message.id);
    message.ack();
  });
  return way;
}

interface Turn {
  readonly client: PubSub;
  readonly program: Program;
  readonly way: Way;
}

/** Few images: a stopped program must not hold messages for so long that they are handed out again. */
function turn(lab: Lab, { client, program, way }: Turn): Promise<Throughput> {
  const images = lab.settings.quick ? 1_000 : 5_000;
  const messages = imageMessages(lab.images, images, 'pubsub', lab.topic('turn'));
  const publish = publisherOf(client, way.images);
  return workOff(program, {
    images,
    fill: async () => {
      await publishAll(messages, (some) => Promise.all(some.map((one) => publish(rawMessage(one)))));
    },
    count: async () => way.arrived.size,
  });
}

async function start(lab: Lab, name: Name, way: Way, emulatorHost: string): Promise<Program> {
  const { images, predictions, subscription } = way;
  if (name === 'bare') {
    const settings = { emulatorHost, images, predictions, subscription };
    return Program.script('baselines/bare-pubsub.ts', { ...settings, ...(await lab.baselineSettings()) });
  }
  return Program.seamline({
    ...lab.serviceSettings(),
    BROKERS: 'pubsub',
    PUBSUB_PROJECT_ID: projectId,
    PUBSUB_EMULATOR_HOST: emulatorHost,
    TOPIC_IMAGES: images,
    TOPIC_PREDICTIONS: predictions,
  });
}
