import { createHash } from 'node:crypto';
import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { furthest, onnxOf } from '../../../test/support/planned-onnx.js';
import type { PlanStep } from './network-plan.js';
import { onnxForm, writeOnnx } from './onnx/write-onnx.js';
import { loadTfjs } from './tfjs.js';

const tf = await loadTfjs('cpu');

describe('the ONNX file of a plan', () => {
  it.each([
    ['rows of pixels', [24]],
    ['images without channels', [4, 6]],
  ])('takes %s', async (_, shape) => {
    const { layers } = tf;
    const image = { width: 6, height: 4, channels: 1, scale: [1 / 255], offset: [0] };
    const first = shape.length === 1 ? [] : [layers.flatten({ inputShape: shape })];
    const network = tf.sequential({
      layers: [...first, layers.dense({ inputShape: [24], units: 3, activation: 'softmax' })],
    });
    const bytes = Uint8Array.from({ length: 48 }, (_value, index) => (index * 37) % 256);
    const expected = network.predict(
      tf.tensor(
        Array.from(bytes, (byte) => byte / 255),
        [2, ...shape],
      ),
    ) as Tensor;
    const onnx = await onnxOf(network, image);
    expect(furthest((await expected.data()) as Float32Array, await onnx.run(bytes, 2))).toBeLessThan(1e-5);
    await onnx.dispose();
  });

  it('is the same for the same network; a file of another form gets another name', () => {
    const kernel = { values: Float32Array.of(1, 2, 3, 4), shape: [1, 1, 1, 4] };
    const convolution = { op: 'conv2d', kernel, bias: new Float32Array(4), activation: 'relu6' } as const;
    const steps: PlanStep[] = [
      { ...convolution, strides: [1, 1], padding: 'same' },
      { op: 'maxPool', size: [2, 2], strides: [2, 2], padding: 'valid' },
      { op: 'flatten', units: 4 },
      {
        op: 'dense',
        kernel: { values: new Float32Array(8), shape: [4, 2] },
        bias: new Float32Array(2),
        activation: 'relu',
      },
      { op: 'softmax' },
    ];
    const plan = { steps: steps.map((step, index) => ({ ...step, from: [index - 1] })) };
    const image = { width: 2, height: 2, channels: 1, scale: [0.5], offset: [-1] };
    const content = writeOnnx(plan, image, 2);
    // Where this sum changes, `onnxForm` must be raised by one: files of the older form are kept.
    expect([onnxForm, createHash('sha256').update(content).digest('hex').slice(0, 12)]).toEqual([
      3,
      'f86286415f5a',
    ]);
  });
});
