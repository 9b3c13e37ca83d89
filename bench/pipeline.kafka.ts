import type { Figure } from './figures.js';
import { contestOnKafka, type KafkaContestant, seamlineOnKafka } from './kafka-contest.js';
import type { Lab } from './lab.js';
import { Program } from './program.js';

/** Seamline on Kafka beside the shortest script that does the same, and beside NestJS's own transport. */
export async function pipelineOnKafka(lab: Lab): Promise<Figure[]> {
  const baseline = await lab.baselineSettings();
  const script =
    (file: string, backend = baseline.backend): KafkaContestant['start'] =>
    ({ brokers, images, predictions }) =>
      Program.script(`baselines/${file}`, { ...baseline, backend, brokers, images, predictions });
  const nest = { atLeast: 30, reached: 10, slowness: 20 };
  return contestOnKafka(lab, 'pipeline', {
    seamline: seamlineOnKafka(lab),
    bare: { title: 'bare kafkajs script', atLeast: 1, start: script('bare-kafka.ts') },
    nest: { ...nest, title: "NestJS's own Kafka transport", start: script('nest-kafka.ts') },
    // As it is without a native library, which it does not bring.
    nestOnWasm: {
      ...nest,
      title: "NestJS's own Kafka transport (wasm)",
      start: script('nest-kafka.ts', 'wasm'),
    },
  });
}
