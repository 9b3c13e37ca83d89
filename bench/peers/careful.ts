import { join } from 'node:path';
import type { KafkaContestant } from '../kafka-contest.js';
import type { Lab } from '../lab.js';
import { Program } from '../program.js';
import type { PeerNetwork } from './networks.js';

const script = join(import.meta.dirname, 'careful.py');

/** The careful Python script. */
export async function carefulScript(
  lab: Lab,
  bin: string,
  { engine, path: network }: PeerNetwork,
): Promise<KafkaContestant> {
  const card = await lab.card();
  return {
    title: `careful Python script (librdkafka, ${engine})`,
    atLeast: 1,
    reached: 0.8,
    start: ({ brokers, images, predictions }) =>
      Program.start(
        [script, JSON.stringify({ card, network, brokers, images, predictions })],
        {},
        /^ready$/m,
        join(bin, 'python'),
      ),
  };
}
