import type { Figure } from './figures.js';
import { contestOnKafka, type KafkaContestant, seamlineOnKafka } from './kafka-contest.js';
import type { Lab } from './lab.js';
import { Program } from './program.js';

/** Seamline on Kafka beside the shortest script that does the same, and beside NestJS's own transport. */
export async function pipelineOnKafka(lab: Lab): Promise<Figure[]> {
  const baseline = await lab.baselineSettings();
  const script =
    (file: string): KafkaContestant['start'] =>
    ({ brokers, images, predictions }) =>
      Program.script(`baselines/${file}`, { ...baseline, brokers, images, predictions });
  return contestOnKafka(lab, 'pipeline', {
    seamline: seamlineOnKafka(lab),
    bare: { title: 'bare kafkajs script', atLeast: 1, reached: 0.6, start: script('bare-kafka.ts') },
    nest: {
      title: "NestJS's own Kafka transport",
      atLeast: 30,
      reached: 10,
      slowness: 20,
      start: script('nest-kafka.ts'),
    },
  });
}
