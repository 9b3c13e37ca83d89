import { type EngineName, engineTitles, hasTfjsNode } from './engines.js';
import type { Figure } from './figures.js';
import { contestOnKafka, type KafkaContestant, seamlineOnKafka } from './kafka-contest.js';
import type { Lab } from './lab.js';
import { Program } from './program.js';

/** Seamline on Kafka beside the shortest script that does the same, and beside NestJS's own transport. */
export async function pipelineOnKafka(lab: Lab): Promise<Figure[]> {
  const baseline = await lab.baselineSettings();
  const script =
    (file: string, backend: EngineName): KafkaContestant['start'] =>
    ({ brokers, images, predictions }) =>
      Program.script(`baselines/${file}`, { ...baseline, backend, brokers, images, predictions });
  const bare = (backend: EngineName): KafkaContestant => ({
    title: `bare kafkajs script (${engineTitles[backend]})`,
    atLeast: 1.3,
    reached: 1,
    start: script('bare-kafka.ts', backend),
  });
  const nest = (backend: EngineName): KafkaContestant => ({
    title: `NestJS's own Kafka transport (${engineTitles[backend]})`,
    slowness: 20,
    ...(backend === 'savedmodel' && { atLeast: 30, reached: 10 }),
    start: script('nest-kafka.ts', backend),
  });
  const backends = new Set<EngineName>([
    lab.backend,
    ...((await hasTfjsNode()) ? ['savedmodel' as const] : []),
  ]);
  const others = [...backends].flatMap((backend) => [
    [`bare-${backend}`, bare(backend)] as const,
    [`nest-${backend}`, nest(backend)] as const,
  ]);
  return contestOnKafka(lab, 'pipeline', { seamline: seamlineOnKafka(lab), ...Object.fromEntries(others) });
}
