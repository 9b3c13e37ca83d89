import { startKafka } from '../test/services/kafka.js';
import { type Throughput, workOff } from './backlog.js';
import type { Figure } from './figures.js';
import { imageRecords, KafkaTopics } from './kafka-topics.js';
import type { Lab } from './lab.js';
import { alternate, type Contestant } from './measure.js';
import { pipelineFigures } from './pipeline.js';
import { Program } from './program.js';

const contestants = ['seamline', 'bare', 'nest'] as const;
type Name = (typeof contestants)[number];
const titles: Readonly<Record<Name, string>> = {
  seamline: 'Seamline on Kafka',
  bare: 'bare kafkajs script',
  nest: "NestJS's own Kafka transport",
};

/** Images per second through Kafka, the model and Kafka again. */
export async function pipelineOnKafka(lab: Lab): Promise<Figure[]> {
  const { brokers } = await lab.server(startKafka);
  const topics = await KafkaTopics.open(brokers);
  const programs: Program[] = [];
  try {
    const turns = {} as Record<Name, Contestant<Throughput>>;
    for (const name of contestants) {
      const [images, predictions] = [lab.topic(`images-${name}`), lab.topic(`predictions-${name}`)];
      await topics.create([images, predictions]);
      const program = await start(lab, name, { brokers, images, predictions });
      programs.push(program);
      turns[name] = () => turn(lab, { name, topics, program, images, predictions });
    }
    for (const name of contestants) await turns[name](); // warms up
    const rounds = await alternate(lab.settings.rounds, turns, (text) => lab.tell(`pipeline, ${text}`));
    return pipelineFigures('pipeline', titles, rounds, { bare: 1, nest: 30 });
  } finally {
    await Promise.all(programs.map((program) => program.end()));
    await topics.close();
  }
}

interface Turn {
  readonly name: Name;
  readonly topics: KafkaTopics;
  readonly program: Program;
  readonly images: string;
  readonly predictions: string;
}

function turn(lab: Lab, { name, topics, program, images, predictions }: Turn): Promise<Throughput> {
  const count = (lab.settings.quick ? 10_000 : 30_000) / (name === 'nest' ? 20 : 1);
  const records = imageRecords(lab.images, count);
  return workOff(program, {
    images: count,
    fill: () => topics.fill(images, records),
    count: () => topics.count(predictions),
  });
}

async function start(
  lab: Lab,
  name: Name,
  topics: { readonly brokers: string[]; readonly images: string; readonly predictions: string },
): Promise<Program> {
  if (name !== 'seamline') {
    return Program.script(`baselines/${name}-kafka.ts`, { ...topics, ...(await lab.baselineSettings()) });
  }
  return Program.seamline({
    ...lab.serviceSettings(),
    BROKERS: 'kafka',
    KAFKA_BROKERS: topics.brokers.join(','),
    TOPIC_IMAGES: topics.images,
    TOPIC_PREDICTIONS: topics.predictions,
  });
}
