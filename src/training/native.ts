import { loadTfjs, type Tfjs } from '../serving/models/tfjs.js';
import { errorText, InvalidError } from '../foundation/errors/app.error.js';

/** @throws InvalidError without the native library: only it has the gradients of convolutions, and enough speed. */
export async function loadTrainingTfjs(): Promise<Tfjs> {
  try {
    return await loadTfjs('node');
  } catch (cause) {
    const what = `training needs native TensorFlow: run \`npm run native\` first (${errorText(cause)})`;
    throw new InvalidError('BAD_CONFIG', what, { cause });
  }
}
