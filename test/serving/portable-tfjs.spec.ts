import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/test-application.js';

const root = resolve(import.meta.dirname, '../..');

/** Runs Node in a process of its own: here TensorFlow.js may have been loaded with more than the service loads. */
const node = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, args, { cwd: root })).stdout.trim();

describe('packages/tfjs', () => {
  it('has the gradients and methods of the tfjs-core that is installed; scripts/tfjs-registrations.mjs writes them', async () => {
    const file = join(await temporaryFolder(), 'registrations.cjs');
    await node('scripts/tfjs-registrations.mjs', file);
    const kept = await readFile(join(root, 'packages/tfjs/registrations.cjs'), 'utf8');
    // Not `toBe`: the difference of two lines of 48 kB helps nobody.
    expect(kept === (await readFile(file, 'utf8'))).toBe(true);
  });

  it('is what tfjs-node loads in place of the whole', () => {
    const ofTfjsNode = createRequire(join(root, 'node_modules/@tensorflow/tfjs-node/package.json'));
    expect(ofTfjsNode.resolve('@tensorflow/tfjs')).toBe(join(root, 'packages/tfjs/index.cjs'));
  });

  it.each(['wasm', 'cpu'])('computes and learns on %s where nothing else is loaded', async (engine) => {
    const learns = `
      import { loadTfjs } from './dist/serving/models/tfjs.js';
      const tf = await loadTfjs('${engine}');
      const images = tf.randomUniform([64, 6, 6, 1], 0, 1, 'float32', 1);
      const labels = tf.oneHot(images.mean([1, 2, 3]).greater(0.5).toInt(), 2);
      const { flatten, dense } = tf.layers;
      const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
      const model = tf.sequential({
        layers: [
          flatten({ inputShape: [6, 6, 1] }),
          dense({ units: 8, activation: 'relu', kernelInitializer }),
          dense({ units: 2, activation: 'softmax', kernelInitializer }),
        ],
      });
      model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
      // The same numbers in every run: what is drawn has a seed, and nothing is shuffled.
      const { history } = await model.fit(images, labels, { epochs: 30, shuffle: false, verbose: 0 });
      console.log(tf.getBackend(), history.loss.at(-1) < history.loss[0]);`;
    expect(await node('--input-type=module', '--eval', learns)).toBe(`${engine} true`);
  });
});
