import { prepareVenv } from '../../test/support/services/python.js';
import type { Figure } from '../figures.js';
import { contestOnKafka, seamlineOnKafka } from '../kafka-contest.js';
import type { Lab } from '../lab.js';
import { carefulScript } from './careful.js';
import { graphOf } from './graph.js';
import { mlserver } from './mlserver.js';

const question = 'peers';

/** Seamline on Kafka beside what people run in Python. All compute the same graph with TensorFlow. */
export async function peers(lab: Lab): Promise<Figure[]> {
  const graph = await lab.ifAvailable(question, () => graphOf(lab));
  if (!graph) return [];
  lab.report('peers: Python packages, 1.4 GB in the cache folder, the first time only');
  const venv = await lab.ifAvailable(question, async () => ({ bin: await prepareVenv(import.meta.dirname) }));
  if (!venv) return [];
  return contestOnKafka(lab, question, {
    seamline: seamlineOnKafka(lab),
    careful: await carefulScript(lab, venv.bin, graph.folder),
    mlserver: mlserver(lab, venv.bin, graph.folder),
  });
}
