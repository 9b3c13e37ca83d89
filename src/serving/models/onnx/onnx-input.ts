import { join } from 'node:path';
import { unusable } from '../model-files.js';
import type { ModelCard } from '../model.js';
import { unitScale } from '../unit-scale.js';
import { onnxFile, type OnnxFilePorts } from './onnx-file.js';

const isChannels = (size: number | null | undefined) => size === 1 || size === 3;

/**
 * The input of an ONNX file without a card. Its shape gives the size, with 1 or 3 channels first or last. Bytes become
 * 0 to 1; a file that takes whole numbers gets them as they are.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` where the shape leaves that open.
 */
export function onnxInput(directory: string, { inputs }: OnnxFilePorts): ModelCard['input'] {
  const [input] = inputs;
  const shape = input?.shape?.slice(1) ?? [];
  const size = sizeOf(shape);
  if (!size) {
    const seen = shape.map((each) => each ?? 'open').join(' × ') || 'not to be found';
    const help = 'with 1 or 3 channels, either first or last; else "input" in a card.json says it';
    throw unusable(join(directory, onnxFile), `its input is ${seen}, expected the size of an image ${help}`);
  }
  const scales = input?.dtype?.startsWith('float')
    ? unitScale(size.channels)
    : { scale: Array<number>(size.channels).fill(1), offset: Array<number>(size.channels).fill(0) };
  return { ...size, ...scales };
}

function sizeOf(shape: readonly (number | null)[]) {
  const [one, two, three] = shape;
  if (!one || !two || three === null) return undefined;
  if (shape.length === 2) return { height: one, width: two, channels: 1 };
  if (shape.length !== 3 || !three || isChannels(one) === isChannels(three)) return undefined;
  if (isChannels(one)) return { height: two, width: three, channels: one, layout: 'NCHW' as const };
  return { height: one, width: two, channels: three };
}
