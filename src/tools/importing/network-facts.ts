import type { io, LayersModel, layers } from '@tensorflow/tfjs';
import { loadLayers } from '../../serving/models/loaded-network.js';
import { networkFileIn } from '../../serving/models/model-files.js';
import { readArtifacts } from '../../serving/models/network-files.js';
import { readOnnxFile } from '../../serving/models/onnx/onnx-file.js';
import { loadTfjs } from '../../serving/models/tfjs.js';

type Shape = readonly (number | null)[];

/** What a network's files say of it. */
export interface NetworkFacts {
  /** In words: what wrote it, and as what. */
  readonly kind: string;
  /** The axes after that of the images; open ones are null. Undefined where the file does not say. */
  readonly input?: Shape | undefined;
  readonly outputs: readonly Shape[];
  readonly takesIntegers: boolean;
  /** Whether it scales bytes itself. */
  readonly takesBytes: boolean;
}

/**
 * Reads the network in a folder.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` when it cannot be served.
 */
export async function networkFacts(directory: string): Promise<NetworkFacts> {
  if (networkFileIn(directory) === 'model.onnx') return onnxFacts(directory);
  const { format, artifacts } = await readArtifacts(directory);
  if (format === 'graph-model') return graphFacts(artifacts);
  const network = await loadLayers(await loadTfjs('cpu'), directory);
  try {
    return layersFacts(network, artifacts);
  } finally {
    network.dispose();
  }
}

async function onnxFacts(directory: string): Promise<NetworkFacts> {
  const { inputs, outputs } = await readOnnxFile(directory);
  const [input] = inputs;
  const takesBytes = input?.dtype !== undefined && !input.dtype.startsWith('float');
  const shapes = outputs.flatMap(({ shape }) => (shape && shape.length > 1 ? [shape.slice(1)] : []));
  return {
    kind: 'an ONNX file',
    input: input?.shape?.slice(1),
    outputs: shapes,
    takesIntegers: false,
    takesBytes,
  };
}

function layersFacts(network: LayersModel, { generatedBy }: io.ModelArtifacts): NetworkFacts {
  const [input] = network.inputs;
  const takesIntegers = input?.dtype === 'int32';
  return {
    kind: `layers of ${generatedBy ?? 'an unknown program'}`,
    input: input?.shape.slice(1),
    outputs: network.outputs.map(({ shape }) => shape.slice(1)),
    takesIntegers,
    takesBytes: takesIntegers || begins(network, 'Rescaling'),
  };
}

/** Whether the first layer that is not just an input is of this class, also inside a nested network. */
function begins({ layers: all }: Pick<LayersModel, 'layers'>, kind: string): boolean {
  const first = all.find((layer) => !['InputLayer', 'Dropout'].includes(layer.getClassName()));
  if (!first) return false;
  return 'layers' in first
    ? begins(first as layers.Layer & LayersModel, kind)
    : first.getClassName() === kind;
}

interface SignedPort {
  readonly dtype?: string;
  readonly tensorShape?: { readonly dim?: readonly { readonly size: string | number }[] };
}

/** A graph's signature is optional. */
function graphFacts({ signature, convertedBy }: io.ModelArtifacts): NetworkFacts {
  const { inputs = {}, outputs = {} } = (signature ?? {}) as Record<string, Record<string, SignedPort>>;
  const shapeOf = ({ tensorShape }: SignedPort): Shape | undefined =>
    tensorShape?.dim?.slice(1).map(({ size }) => (Number(size) > 0 ? Number(size) : null));
  const [input] = Object.values(inputs);
  const takesIntegers = input?.dtype === 'DT_UINT8' || input?.dtype === 'DT_INT32';
  return {
    kind: `a graph of ${convertedBy ?? 'an unknown converter'}`,
    input: input && shapeOf(input),
    outputs: Object.values(outputs).flatMap((port) => {
      const shape = shapeOf(port);
      return shape ? [shape] : [];
    }),
    takesIntegers,
    takesBytes: takesIntegers,
  };
}
