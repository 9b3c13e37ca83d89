import type { io } from '@tensorflow/tfjs';
import { toHalf } from '../serving/models/onnx/half.js';

export const weightFormats = ['float32', 'float16', 'uint8'] as const;
/** The form of weights in the file: 4, 2 or 1 bytes each. They are float32 again once they are loaded. */
export type WeightFormat = (typeof weightFormats)[number];

interface Packed {
  readonly spec: io.WeightsManifestEntry;
  readonly bytes: Uint8Array;
}

/**
 * Rewrites float32 weights in another format, described as TensorFlow.js reads it (`quantization` of a weight). In
 * `uint8` only kernels become bytes, each with a scale of its own. Values that occur once per channel stay unchanged:
 * they are small, and their effect is not.
 */
export function packWeights(
  specs: readonly io.WeightsManifestEntry[],
  data: ArrayBuffer,
  format: WeightFormat,
): { readonly specs: io.WeightsManifestEntry[]; readonly bytes: Uint8Array } {
  let start = 0;
  const packed = specs.map((spec) => {
    const length = spec.shape.reduce((product, extent) => product * extent, 1);
    const values = new Float32Array(data, start, length);
    start += values.byteLength;
    return pack(spec, values, format);
  });
  return { specs: packed.map(({ spec }) => spec), bytes: Buffer.concat(packed.map(({ bytes }) => bytes)) };
}

function pack(spec: io.WeightsManifestEntry, values: Float32Array, format: WeightFormat): Packed {
  if (format === 'float16') {
    const halves = Uint16Array.from(values, toHalf);
    return { spec: { ...spec, quantization: { dtype: 'float16' } }, bytes: bytesOf(halves) };
  }
  if (format === 'uint8' && spec.shape.length > 1) {
    const [min, max] = rangeOf(values);
    const scale = (max - min) / 255 || 1;
    const bytes = Uint8Array.from(values, (value) => Math.round((value - min) / scale));
    return { spec: { ...spec, quantization: { dtype: 'uint8', min, scale } }, bytes };
  }
  return { spec, bytes: bytesOf(values) };
}

function rangeOf(values: Float32Array): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return [min, max];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
