import type { Padding, Weights } from '../network-plan.js';

/** TensorFlow has channels last, ONNX first: these turn weights, paddings and axes from one order to the other. */
export const channelsLastIn = [0, 3, 1, 2] as const;
export const channelsLastOut = [0, 2, 3, 1] as const;

/** Height × width × inputs × filters becomes filters × inputs × height × width. */
export const spatialKernel = (kernel: Weights): Weights => transposed(kernel, [3, 2, 0, 1]);

/** Height × width × channels × multiplier becomes (channels · multiplier) × 1 × height × width. */
export function depthwiseKernel(kernel: Weights): Weights {
  const { values, shape } = transposed(kernel, [2, 3, 0, 1]);
  const [channels = 0, multiplier = 0, height = 0, width = 0] = shape;
  return { values, shape: [channels * multiplier, 1, height, width] };
}

/** The rows of a dense kernel in the order of an image's values with channels first. */
export function unitsByPixel(
  { values, shape }: Weights,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
): Weights {
  const [, units = 0] = shape;
  const turned = transposed({ values, shape: [height, width, channels, units] }, [2, 0, 1, 3]);
  return { values: turned.values, shape };
}

/** Values with their axes in another order: axis `i` of the result is axis `order[i]` of the weights. */
function transposed({ values, shape }: Weights, order: readonly number[]): Weights {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis] as number);
  const steps = order.map((axis) => strides[axis] as number);
  const result = new Float32Array(values.length);
  const place = sizes.map(() => 0);
  let from = 0;
  for (let at = 0; at < result.length; at += 1) {
    result[at] = values[from] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      from += steps[axis] as number;
      place[axis] = (place[axis] as number) + 1;
      if (place[axis] !== sizes[axis]) break;
      from -= (steps[axis] as number) * (sizes[axis] as number);
      place[axis] = 0;
    }
  }
  return { values: result, shape: sizes };
}

interface Window {
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

/** The explicit padding of a window, and the size of its output. TensorFlow puts an odd pixel at the end. */
export function samePads(
  image: { readonly height: number; readonly width: number },
  size: readonly [number, number],
  { strides, padding }: Window,
) {
  const [top, bottom, height] = sidePads(image.height, size[0], strides[0], padding);
  const [left, right, width] = sidePads(image.width, size[1], strides[1], padding);
  return { pads: [top, left, bottom, right], height, width };
}

function sidePads(length: number, size: number, stride: number, padding: Padding): [number, number, number] {
  if (padding === 'valid') return [0, 0, Math.floor((length - size) / stride) + 1];
  const outputs = Math.ceil(length / stride);
  const total = Math.max((outputs - 1) * stride + size - length, 0);
  const begin = Math.floor(total / 2);
  return [begin, total - begin, outputs];
}
