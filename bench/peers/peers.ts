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
  const peer = await preparePeers(lab, question);
  if (!peer) return [];
  const { onnx, bin } = peer;
  const tensorflow = await lab.ifAvailable(`${question}, TensorFlow`, () => networkOf(lab, 'savedmodel'));
  return contestOnKafka(lab, question, {
    seamline: seamlineOnKafka(lab),
    careful: await carefulScript(lab, bin, onnx),
    mlserver: mlserver(lab, bin, onnx),
    ...(tensorflow && {
      carefulOnTensorFlow: await carefulScript(lab, bin, tensorflow),
      mlserverOnTensorFlow: mlserver(lab, bin, tensorflow),
    }),
  });
}

/** The network as ONNX Runtime reads it, and the Python that has it; undefined where it cannot be had. */
export async function preparePeers(lab: Lab, question: string) {
  const onnx = await lab.ifAvailable(question, () => networkOf(lab, 'onnx'));
  if (!onnx) return undefined;
  lab.report(`${question}: Python packages, 1.4 GB in the cache folder, the first time only`);
  const venv = await lab.ifAvailable(question, async () => ({ bin: await prepareVenv(import.meta.dirname) }));
  return venv && { onnx, bin: venv.bin };
}
