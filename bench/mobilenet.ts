import { join } from 'node:path';
import type { layers, SymbolicTensor } from '@tensorflow/tfjs';
import { loadTfjs, type Tfjs } from '../src/serving/models/tfjs.js';
import { saveNetwork, writeJson } from '../src/training/save-network.js';

export const pictureModel = 'mobilenet-v2';

const side = 224;
const labels = Array.from({ length: 1_000 }, (_, at) => `class ${at}`);

/** Expansion, filters, repeats, stride: table 2 of Sandler et al., 2018. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Writes MobileNetV2 for 224 × 224 with 1,000 labels. Its weights are random, which costs as much to compute. */
export async function writeMobileNet(modelsDirectory: string): Promise<void> {
  const tf = await loadTfjs('cpu');
  const network = mobileNet(tf);
  const folder = join(modelsDirectory, pictureModel, '1');
  await saveNetwork(tf, network, 'float32', folder);
  await writeJson(join(folder, 'card.json'), {
    name: pictureModel,
    version: '1',
    labels,
    input: { width: side, height: side, channels: 3, scale: 1 / 127.5, offset: -1 },
  });
  network.dispose();
}

function mobileNet(tf: Tfjs) {
  const image = tf.input({ shape: [side, side, 3] });
  let seen = convolved(tf, image, 32, 3, 2);
  for (const [expansion, filters, repeats, stride] of stages) {
    for (let at = 0; at < repeats; at += 1)
      seen = bottleneck(tf, seen, { expansion, filters, stride: at === 0 ? stride : 1 });
  }
  const pooled = apply(convolved(tf, seen, 1_280, 1, 1), tf.layers.globalAveragePooling2d({}));
  const outputs = apply(pooled, tf.layers.dense({ units: labels.length, activation: 'softmax' }));
  return tf.model({ inputs: image, outputs, name: pictureModel });
}

interface Block {
  readonly expansion: number;
  readonly filters: number;
  readonly stride: number;
}

function bottleneck(tf: Tfjs, input: SymbolicTensor, { expansion, filters, stride }: Block): SymbolicTensor {
  const channels = input.shape[3] as number;
  const wide = expansion === 1 ? input : convolved(tf, input, channels * expansion, 1, 1);
  const options = { kernelSize: 3, strides: stride, padding: 'same', useBias: false } as const;
  const filtered = rectified(tf, apply(wide, tf.layers.depthwiseConv2d(options)));
  const narrow = normalised(tf, apply(filtered, convolution(tf, filters, 1, 1)));
  const isResidual = stride === 1 && channels === filters;
  return isResidual ? (tf.layers.add().apply([input, narrow]) as SymbolicTensor) : narrow;
}

const apply = (input: SymbolicTensor, layer: layers.Layer) => layer.apply(input) as SymbolicTensor;

const convolution = (tf: Tfjs, filters: number, kernelSize: number, strides: number) =>
  tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false });

const normalised = (tf: Tfjs, input: SymbolicTensor) => apply(input, tf.layers.batchNormalization({}));

const rectified = (tf: Tfjs, input: SymbolicTensor) =>
  apply(normalised(tf, input), tf.layers.reLU({ maxValue: 6 }));

const convolved = (tf: Tfjs, input: SymbolicTensor, ...[filters, size, stride]: [number, number, number]) =>
  rectified(tf, apply(input, convolution(tf, filters, size, stride)));
