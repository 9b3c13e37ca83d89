import { join } from 'node:path';
import type { KafkaContestant } from '../kafka-contest.js';
import type { Lab } from '../lab.js';
import { Program } from '../program.js';

const script = join(import.meta.dirname, 'careful.py');

/** The careful Python script. */
export async function carefulScript(lab: Lab, bin: string, graph: string): Promise<KafkaContestant> {
  const card = await lab.card();
  return {
    title: 'careful Python script (librdkafka, TensorFlow)',
    atLeast: 1,
    reached: 0.8,
    start: ({ brokers, images, predictions }) =>
      Program.start(
        [script, JSON.stringify({ card, graph, brokers, images, predictions })],
        {},
        /^ready$/m,
        join(bin, 'python'),
      ),
  };
}
