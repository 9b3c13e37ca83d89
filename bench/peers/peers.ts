import { prepareVenv } from '../../test/support/services/python.js';
import type { Figure } from '../figures.js';
import { contestOnKafka, seamlineOnKafka } from '../kafka-contest.js';
import type { Lab } from '../lab.js';
import { carefulScript } from './careful.js';
import { mlserver } from './mlserver.js';
import { networkOf } from './networks.js';

const question = 'peers';

/** Seamline on Kafka beside what people run in Python. All compute the same network; each with its best engine. */
export async function peers(lab: Lab): Promise<Figure[]> {
  const onnx = await lab.ifAvailable(question, () => networkOf(lab, 'onnx'));
  if (!onnx) return [];
  lab.report('peers: Python packages, 1.4 GB in the cache folder, the first time only');
  const venv = await lab.ifAvailable(question, async () => ({ bin: await prepareVenv(import.meta.dirname) }));
  if (!venv) return [];
  const tensorflow = await lab.ifAvailable(`${question}, TensorFlow`, () => networkOf(lab, 'savedmodel'));
  return contestOnKafka(lab, question, {
    seamline: seamlineOnKafka(lab),
    careful: await carefulScript(lab, venv.bin, onnx),
    mlserver: mlserver(lab, venv.bin, onnx),
    ...(tensorflow && {
      carefulOnTensorFlow: await carefulScript(lab, venv.bin, tensorflow),
      mlserverOnTensorFlow: mlserver(lab, venv.bin, tensorflow),
    }),
  });
}
