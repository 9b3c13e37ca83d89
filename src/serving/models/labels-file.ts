import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ModelCard } from './model.js';
import { onnxInput } from './onnx/onnx-input.js';
import { readOnnxFile } from './onnx/onnx-file.js';
import { unitScale } from './unit-scale.js';
import { networkFileIn, readModelFile, readModelJson, unusable } from './model-files.js';

/** One label a line, in the order of the network's output. */
export const modelLabelsFile = 'labels.txt';

/**
 * The card of a model that has only labels. Its folders `<name>/<version>` name it, `model.json` or `model.onnx` gives
 * its input, bytes are scaled to 0 to 1, its accuracy is unknown.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` when a label is missing, or the network leaves its input open.
 */
export async function cardFromLabels(directory: string): Promise<ModelCard> {
  const folder = resolve(directory);
  return {
    name: basename(dirname(folder)),
    version: basename(folder),
    labels: await readLabels(directory),
    input: await inputOf(directory),
  };
}

async function inputOf(directory: string): Promise<ModelCard['input']> {
  if (networkFileIn(directory) === 'model.onnx') return onnxInput(directory, await readOnnxFile(directory));
  const size = imageSize(directory, await readModelJson(directory, 'model.json'));
  return { ...size, ...unitScale(size.channels) };
}

/** One label a line; editors may put a mark of the encoding before them. */
export const labelLines = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());

type ImageSize = Pick<ModelCard['input'], 'width' | 'height' | 'channels'>;

async function readLabels(directory: string): Promise<string[]> {
  const labels = labelLines((await readModelFile(directory, modelLabelsFile)).toString('utf8'));
  const empty = labels.indexOf('');
  if (empty >= 0)
    throw unusable(join(directory, modelLabelsFile), `line ${empty + 1} is empty, expected a label`);
  return labels;
}

function imageSize(directory: string, model: unknown): ImageSize {
  const shape = graphInput(model) ?? layersInput(model) ?? [];
  const [height, width, channels = 1] = shape;
  const isClosed = (size: number | null | undefined): size is number => Number(size) > 0;
  if (isClosed(height) && isClosed(width) && isClosed(channels) && shape.length <= 3) {
    if (channels === 1 || channels === 3) return { height, width, channels };
    throw unusable(join(directory, 'model.json'), otherChannels(shape, channels));
  }
  const seen = shape.map((size) => (isClosed(size) ? size : 'open')).join(' × ') || 'not to be found';
  throw unusable(
    join(directory, 'model.json'),
    `its input is ${seen}, expected height × width × channels; where it is open, "input" in a card.json says it`,
  );
}

function otherChannels(shape: readonly unknown[], channels: number): string {
  const seen = `its input is ${shape.join(' × ')}, so it has ${channels} channels; allowed: 1 (grey) and 3 (colours)`;
  return `${seen}. Channels first? Write a card.json with "layout": "NCHW" in its "input"`;
}

const graphShape = z.object({ dim: z.array(z.object({ size: z.coerce.number() })) });
const graphSchema = z.object({
  modelTopology: z.object({
    node: z.array(
      z.object({
        op: z.string(),
        attr: z.object({ shape: z.object({ shape: graphShape }).optional().catch(undefined) }).optional(),
      }),
    ),
  }),
});

/** The shape of a graph's first placeholder, without its first axis, which counts images. */
function graphInput(model: unknown): (number | null)[] | undefined {
  const nodes = graphSchema.safeParse(model).data?.modelTopology.node;
  return nodes
    ?.find(({ op }) => op === 'Placeholder')
    ?.attr?.shape?.shape.dim.slice(1)
    .map(({ size }) => size);
}

const shapeSchema = z.array(z.int().nullable());
/** Keras 3 calls it `batch_shape`. */
const layerSchema = z.union([
  z.object({ batch_input_shape: shapeSchema }).transform((layer) => layer.batch_input_shape),
  z.object({ batch_shape: shapeSchema }).transform((layer) => layer.batch_shape),
]);

/** Only the first layer has an input shape; it may be inside a nested network. */
function layersInput(part: unknown): (number | null)[] | undefined {
  const found = layerSchema.safeParse(part).data?.slice(1);
  if (found || typeof part !== 'object' || part === null) return found;
  for (const inner of Object.values(part)) {
    const deeper = layersInput(inner);
    if (deeper) return deeper;
  }
  return undefined;
}
