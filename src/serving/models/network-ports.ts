import { unusable } from './model-files.js';
import type { ModelCard } from './model.js';
import { valuesPerImage } from './outputs.js';

/** An input or output of a network; open sizes are null in layers and −1 in graphs. */
interface Port {
  readonly name: string;
  readonly shape?: readonly (number | null)[] | undefined;
  readonly dtype?: string | undefined;
}

interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The ports of a network that are used, and how. */
export interface FittingPorts {
  /** The shape of one image for the network: as the card says, without its one channel, or as one row of values. */
  readonly shape: readonly number[];
  /** The index of the output that has one value for each label, or one for the two labels of a sigmoid. */
  readonly output: number;
}

/**
 * Compares a network's input and outputs with the card. The first axis counts images, and must be open.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` when input or output differ from the card.
 */
export function fitPorts({ inputs, outputs }: Ports, card: ModelCard, path: string): FittingPorts {
  const [input, ...more] = inputs;
  if (!input || more.length > 0) {
    const names = inputs.map(({ name }) => name).join(', ') || 'none';
    throw unusable(path, `its inputs are ${names}, expected one`);
  }
  refuseOtherType(input, card, path);
  return { shape: inputShape(input, card, path), output: outputIndex(outputs, card, path) };
}

/** TensorFlow.js calls every kind of integer int32. */
function refuseOtherType(
  { name, dtype }: Port,
  { input: { type = 'float32' } }: ModelCard,
  path: string,
): void {
  const taken = dtype === 'uint8' ? 'int32' : dtype;
  const expected = type === 'uint8' ? 'int32' : type;
  if (taken === undefined || taken === expected) return;
  const help = taken === 'int32' ? '; write "type": "int32" into "input" of card.json' : '';
  throw unusable(path, `its input ${name} takes ${dtype}, expected ${type}${help}`);
}

function inputShape({ name, shape }: Port, { input }: ModelCard, path: string): readonly number[] {
  const { width, height, channels, layout } = input;
  const whole = layout === 'NCHW' ? [channels, height, width] : [height, width, channels];
  if (!shape) return whole;
  if (!isOpen(shape[0])) {
    throw unusable(
      path,
      `the first axis of its input ${name} is ${shape[0]}, expected open: it counts images`,
    );
  }
  const taken = shape.slice(1);
  const accepted = [whole, ...(channels === 1 ? [[height, width]] : []), [height * width * channels]];
  const fitting = accepted.find((candidate) => fits(taken, candidate));
  if (fitting) return fitting;
  const turned = layout === 'NCHW' ? [height, width, channels] : [channels, height, width];
  const help = fits(taken, turned)
    ? `; write "layout": "${layout === 'NCHW' ? 'NHWC' : 'NCHW'}" into its "input"`
    : '';
  throw unusable(path, `its input is ${text(taken)}, expected ${text(whole)} as the card says${help}`);
}

function outputIndex(outputs: readonly Port[], card: ModelCard, path: string): number {
  const [only, ...more] = outputs;
  const values = valuesPerImage(card);
  // A single value may have no axis of its own.
  const isAnswer = ({ shape }: Port) =>
    shape && (fits(shape.slice(1), [values]) || (values === 1 && shape.length === 1));
  if (only && more.length === 0 && (!only.shape || isAnswer(only))) return 0;
  const fitting = outputs.filter(isAnswer);
  if (fitting.length === 1) return outputs.indexOf(fitting[0] as Port);
  if (only && more.length === 0) {
    throw unusable(path, otherOutput(only.shape?.slice(1) ?? [], card));
  }
  const seen = outputs.map(
    ({ name, shape }) => `${name} (${shape ? text(shape.slice(1)) : 'of unknown shape'})`,
  );
  const expected = values === 1 ? 'one value for the two labels' : 'the labels';
  throw unusable(path, `its outputs are ${seen.join(', ')}, expected exactly one of ${values}, ${expected}`);
}

function otherOutput(seen: readonly (number | null)[], card: ModelCard): string {
  const { length } = card.labels;
  if (valuesPerImage(card) === 1 && length === 2) {
    const help = fits(seen, [2])
      ? '; for labels that are true or not each by itself, add "multiLabel": true'
      : '';
    return `its output is ${text(seen)}, expected 1: a sigmoid is one value for two labels${help}`;
  }
  const help =
    length === 2 && fits(seen, [1])
      ? '; where it is the probability of the second, write "output": "sigmoid" into card.json'
      : '';
  return `its output is ${text(seen)}, expected ${length} as the card says: one for each label${help}`;
}

const isOpen = (size: number | null | undefined) => size === null || size === undefined || size < 0;

const fits = (shape: readonly (number | null)[], expected: readonly number[]) =>
  shape.length === expected.length && shape.every((size, axis) => isOpen(size) || size === expected[axis]);

const text = (shape: readonly (number | null)[]) =>
  shape.map((size) => (isOpen(size) ? 'open' : size)).join(' × ') || 'one value';
