import { join } from 'node:path';
import type { KafkaContestant } from '../kafka-contest.js';
import type { Lab } from '../lab.js';
import { Program } from '../program.js';
import type { PeerNetwork } from './networks.js';

const script = join(import.meta.dirname, 'careful.py');

/** What the script computes at once, and whether the messages are JPEGs. */
interface Work {
  readonly batch: number;
  readonly jpeg: boolean;
}

/** The careful Python script. Default: raw pixels, 512 at once. */
export async function carefulScript(
  lab: Lab,
  bin: string,
  { engine, path: network }: PeerNetwork,
  work: Work = { batch: 512, jpeg: false },
): Promise<KafkaContestant> {
  const card = await lab.card();
  return {
    title: `careful Python script (librdkafka, ${engine})`,
    atLeast: 1,
    reached: 0.8,
    start: ({ brokers, images, predictions }) =>
      Program.start(
        [script, JSON.stringify({ card, network, ...work, brokers, images, predictions })],
        {},
        /^ready$/m,
        join(bin, 'python'),
      ),
  };
}
