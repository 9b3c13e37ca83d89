import { unusable } from '../model-files.js';
import type { ModelCard } from '../model.js';
import { fitPorts } from '../network-ports.js';
import { canHold, type InputType, inputTypes } from './input-values.js';
import type { OnnxFilePort, OnnxFilePorts } from './onnx-file.js';

/** How an ONNX file is run. */
export interface OnnxFit {
  readonly inputName: string;
  readonly outputName: string;
  readonly type: InputType;
  /** The shape of one image. */
  readonly shape: readonly number[];
  /** Absent where the file takes any number of images at once. */
  readonly batchSize?: number | undefined;
}

/** The same of a user's file, whose axes may be in either order. */
export interface OwnOnnxFit extends OnnxFit {
  readonly layout: 'NHWC' | 'NCHW';
}

/** Of a batch whose size is fixed: 1 GiB of float32. */
const maxValues = 2 ** 28;

const answerTypes = new Set<string | undefined>(['float32', 'float16', 'float64']);

/**
 * Compares an ONNX file's input and outputs with the card. An image's shape is what the card says, with the channels
 * last or first; the file may take one image at a time, or several.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` when they differ.
 */
export function fitOnnxPorts(ports: OnnxFilePorts, card: ModelCard, path: string): OwnOnnxFit {
  const inputs = ports.inputs.map(({ name, shape }) => ({ name, shape: shape && [null, ...shape.slice(1)] }));
  const outputs = ports.outputs.filter(({ dtype }) => answerTypes.has(dtype));
  if (outputs.length === 0) throw unusable(path, noAnswer(ports.outputs));
  const opened = outputs.map(({ name, shape }) => ({ name, shape: shape && [null, ...shape.slice(1)] }));
  const layout = layoutOf(ports.inputs[0]?.shape, card);
  const { shape, output } = fitPorts(
    { inputs, outputs: opened },
    { ...card, input: { ...card.input, layout } },
    path,
  );
  const [input] = ports.inputs as [OnnxFilePort];
  refuseLargeBatch(input, shape, path);
  return {
    inputName: input.name,
    outputName: outputs[output]?.name ?? '',
    type: inputTypeOf(input, card, path),
    layout,
    shape,
    batchSize: input.shape?.[0] ?? undefined,
  };
}

function refuseLargeBatch({ name, shape }: OnnxFilePort, image: readonly number[], path: string): void {
  const values = image.reduce((product, size) => product * size, shape?.[0] ?? 1);
  if (values <= maxValues) return;
  throw unusable(path, `its input ${name} takes ${values} values at once, allowed are ${maxValues}`);
}

/** What the card says; else what the shape of the input says. Rows of values have no channels, and stay as they are. */
function layoutOf(shape: OnnxFilePort['shape'], { input }: ModelCard): 'NHWC' | 'NCHW' {
  if (input.layout) return input.layout;
  const { width, height, channels } = input;
  const fits = (sizes: readonly number[]) =>
    shape?.length === 4 && sizes.every((size, axis) => (shape[axis + 1] ?? size) === size);
  // A file that leaves all sizes open is as PyTorch exports it.
  return fits([channels, height, width]) ? 'NCHW' : 'NHWC';
}

function inputTypeOf({ name, dtype }: OnnxFilePort, { input }: ModelCard, path: string): InputType {
  const type = inputTypes.find((each) => each === dtype);
  if (!type) {
    throw unusable(
      path,
      `its input ${name} takes ${dtype ?? 'no tensor'}, expected ${inputTypes.join(', ')}`,
    );
  }
  if (canHold(type, input)) return type;
  const help = 'write "scale": 1 and "offset": 0 into card.json where it takes bytes as they are';
  throw unusable(path, `its input ${name} takes ${type}, but scale and offset make other numbers: ${help}`);
}

function noAnswer(outputs: readonly OnnxFilePort[]): string {
  const seen = outputs.map(({ name, dtype }) => `${name} (${dtype ?? 'no tensor'})`).join(', ') || 'none';
  return `its outputs are ${seen}, expected one of float32; scikit-learn's converter needs zipmap=False`;
}
