import type { Message } from 'kafkajs';
import { startKafka } from '../test/support/services/kafka.js';
import { type Throughput, workOff } from './backlog.js';
import type { Figure } from './figures.js';
import { imageRecords, KafkaTopics } from './kafka-topics.js';
import type { Lab } from './lab.js';
import { alternate, type Contestant } from './measure.js';
import { type Contest, pipelineFigures, type Titled } from './pipeline.js';
import { Program } from './program.js';

/** Where a contestant reads and writes. */
export interface Place {
  readonly brokers: string[];
  readonly images: string;
  readonly predictions: string;
  readonly topics: KafkaTopics;
}

export interface KafkaContestant extends Titled {
  /** Resolves once it reads. */
  start(place: Place): Promise<Program>;
  /** So many times fewer images for one that is far slower. Default 1. */
  readonly slowness?: number;
  /** What it is given. Default: the events that the API publishes. */
  readonly records?: (images: readonly Uint8Array[], count: number) => Message[];
}

/** Images per second of each contestant through Kafka, the model and Kafka again; they take turns. */
export async function contestOnKafka(
  lab: Lab,
  question: string,
  contest: Contest<KafkaContestant>,
): Promise<Figure[]> {
  const { brokers } = await lab.server(startKafka);
  const topics = await KafkaTopics.open(brokers);
  const programs: Program[] = [];
  try {
    const places = await openPlaces(lab, Object.keys(contest), { topics, brokers });
    lab.report(`${question}: starting ${[...places.keys()].join(', ')}`);
    const turns: Record<string, Contestant<Throughput>> = {};
    const start = async (name: string, place: Place) => {
      const contestant = contest[name] as KafkaContestant;
      const program = await contestant.start(place);
      programs.push(program);
      turns[name] = () => turn(lab, contestant, program, place);
    };
    await Promise.all([...places].map((entry) => start(...entry)));
    for (const warmUp of Object.values(turns)) await warmUp();
    const rounds = await alternate(lab.settings.rounds, turns, (text) => lab.report(`${question}, ${text}`));
    return pipelineFigures(question, contest, rounds);
  } finally {
    await Promise.all(programs.map((program) => program.end()));
    await topics.close();
  }
}

/** Their topics are there before the first of them starts. */
async function openPlaces(lab: Lab, names: readonly string[], kafka: Pick<Place, 'topics' | 'brokers'>) {
  const places = new Map<string, Place>();
  for (const name of names) {
    const [images, predictions] = [lab.topic(`images-${name}`), lab.topic(`predictions-${name}`)];
    await kafka.topics.create([images, predictions]);
    places.set(name, { ...kafka, images, predictions });
  }
  return places;
}

export const seamlineOnKafka = (lab: Lab, nodeArgs?: readonly string[]): KafkaContestant => ({
  title: 'Seamline on Kafka',
  start: ({ brokers, images, predictions }) =>
    Program.seamline(
      {
        ...lab.serviceSettings(),
        BROKERS: 'kafka',
        KAFKA_BROKERS: brokers.join(','),
        TOPIC_IMAGES: images,
        TOPIC_PREDICTIONS: predictions,
      },
      nodeArgs,
    ),
});

function turn(
  lab: Lab,
  { slowness = 1, records = imageRecords }: KafkaContestant,
  program: Program,
  { topics, images, predictions }: Place,
): Promise<Throughput> {
  const count = (lab.settings.quick ? 6_000 : 30_000) / slowness;
  const backlog = records(lab.images, count);
  return workOff(program, {
    images: count,
    fill: () => topics.fill(images, backlog),
    count: () => topics.count(predictions),
  });
}
