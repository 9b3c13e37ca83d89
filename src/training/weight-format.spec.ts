import { describe, expect, it } from 'vitest';
import { loadTfjs } from '../serving/models/tfjs.js';
import { toHalf } from '../serving/models/onnx/half.js';
import { packWeights, type WeightFormat } from './weight-format.js';

describe('half precision', () => {
  // The examples of IEEE 754-2008 binary16.
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [65_520, 0x7c00],
    [Infinity, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1 / 3, 0x3555],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
  ])('writes %d as its nearest half', (value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  it('writes what is no number as no number', () => {
    expect(toHalf(Number.NaN) & 0x7fff).toBeGreaterThan(0x7c00);
  });
});

describe('packed weights', () => {
  const kernel = Float32Array.from({ length: 12 }, (_, at) => Math.sin(at * 7) * 2);
  const bias = Float32Array.of(0.001, -300);
  const specs = [
    { name: 'kernel', shape: [3, 4], dtype: 'float32' as const },
    { name: 'bias', shape: [2], dtype: 'float32' as const },
  ];

  async function throughFile(format: WeightFormat) {
    const tf = await loadTfjs('cpu');
    const packed = packWeights(
      specs,
      Uint8Array.from(Buffer.concat([bytes(kernel), bytes(bias)])).buffer,
      format,
    );
    const read = tf.io.decodeWeights(Uint8Array.from(packed.bytes).buffer, packed.specs);
    return { size: packed.bytes.length, kernel: read['kernel']?.dataSync(), bias: read['bias']?.dataSync() };
  }
  const bytes = (values: Float32Array) => new Uint8Array(values.buffer);
  const furthest = (values: ArrayLike<number> | undefined) =>
    Math.max(...kernel.map((value, at) => Math.abs(value - (values?.[at] ?? Number.NaN))));

  it('come back from float32 as they were', async () => {
    const back = await throughFile('float32');
    expect({ size: back.size, furthest: furthest(back.kernel) }).toEqual({ size: 56, furthest: 0 });
  });

  it('come back from float16 to within a 2048th', async () => {
    const back = await throughFile('float16');
    expect(back.size).toBe(28);
    expect(furthest(back.kernel)).toBeLessThan(2 / 2_048);
  });

  it('come back from uint8 to within half a step, and what is not a kernel as it was', async () => {
    const back = await throughFile('uint8');
    expect(back.size).toBe(20);
    expect(furthest(back.kernel)).toBeLessThanOrEqual((4 / 255) * 0.5);
    expect(back.bias).toEqual(bias);
  });
});
