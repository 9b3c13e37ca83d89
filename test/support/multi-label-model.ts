import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { floats, putModel, smallCard, smallGraph } from './own-model.js';
import { type OnEnd, temporaryFolder } from './temporary-folder.js';

/** Of each label, the byte of its pixel decides: 255 is a logit of 4, 0 one of −4. */
const matrix = floats('matrix', [4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
const card = {
  ...smallCard,
  labels: ['cat', 'dog', 'bird'],
  output: 'sigmoid-logits',
  threshold: { bird: 0.9 },
  none: 'empty',
  input: { width: 2, height: 2, channels: 1, scale: 8 / 255, offset: -4 },
};

/** Settings that serve `mine@7`, a model of 2 × 2 grey pixels: cat, dog and bird, or "empty". */
export async function multiLabelSettings(onEnd: OnEnd): Promise<Record<string, string>> {
  const root = await temporaryFolder(onEnd);
  await mkdir(join(root, 'mine/7'), { recursive: true });
  await putModel(join(root, 'mine/7'), smallGraph({ weight: matrix, end: 'Identity' }), {
    'card.json': card,
  });
  return { MODELS: 'mine', MODELS_DIR: root, BACKEND: 'cpu' };
}
