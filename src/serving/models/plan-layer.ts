import type { layers, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import {
  type Padding,
  type Pair,
  type PlanStep,
  plainActivations,
  UnplannedLayer,
  type WeightedStep,
  type Weights,
} from './network-plan.js';
import type { StepPlace, PlanSteps } from './plan-steps.js';

type Layer = layers.Layer;

const own = (step: number): StepPlace => ({ step, isShared: false });

const joining = { Add: 'add', Multiply: 'multiply', Concatenate: 'concatenate' } as const;

/**
 * Adds what a layer computes from its inputs.
 *
 * @returns where its output is computed: a step of its own, or the step before that took it in.
 * @throws UnplannedLayer that names the layer, where it has no step.
 */
export function addLayer(steps: PlanSteps, layer: Layer, inputs: readonly StepPlace[]): StepPlace {
  const kind = layer.getClassName();
  refuseOtherAxes(layer, layer.getConfig());
  if (kind in joining) {
    return own(steps.add({ op: joining[kind as keyof typeof joining] }, inputs));
  }
  const [input, ...more] = inputs;
  if (!input || more.length > 0) throw unplanned(layer);
  return addToOne(steps, layer, input);
}

const unplanned = (layer: Layer) =>
  new UnplannedLayer(`there is no step for the layer ${layer.name} (${layer.getClassName()})`);

function addToOne(steps: PlanSteps, layer: Layer, input: StepPlace): StepPlace {
  const settings = layer.getConfig();
  switch (layer.getClassName()) {
    case 'Dropout':
    case 'SpatialDropout2D':
      return input;
    case 'Conv2D':
    case 'DepthwiseConv2D':
    case 'Dense':
      return activated(steps, layer, own(steps.add(weighted(layer), [input])), settings['activation']);
    case 'BatchNormalization':
      return foldBatchNorm(steps, layer, input);
    case 'Activation':
      return activated(steps, layer, input, settings['activation']);
    case 'ReLU':
      return activated(steps, layer, input, reluOf(layer, settings));
    case 'Softmax':
      return activated(steps, layer, input, 'softmax');
    default:
      return own(steps.add(plainStep(layer, settings), [input]));
  }
}

/** The step of a layer without weights. */
function plainStep(layer: Layer, settings: Settings): PlanStep {
  const kind = layer.getClassName();
  switch (kind) {
    case 'LeakyReLU':
      return { op: 'leakyRelu', slope: Number(settings['alpha']) };
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return pooling(kind, settings);
    case 'GlobalAveragePooling2D':
      return { op: 'globalAveragePool' };
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = settings['padding'] as [Pair, Pair];
      return { op: 'zeroPadding', pads: [top, bottom, left, right] };
    }
    case 'Flatten':
      return { op: 'flatten', units: Number((layer.outputShape as number[])[1]) };
    default:
      throw unplanned(layer);
  }
}

function weighted(layer: Layer): WeightedStep {
  const kind = layer.getClassName();
  return kind === 'Dense' ? dense(layer) : convolution(kind, layer, layer.getConfig());
}

/** Merges an activation into the step before where a fused kernel exists. */
function activated(steps: PlanSteps, layer: Layer, input: StepPlace, name: unknown): StepPlace {
  if (name === undefined || name === null || name === 'linear') return input;
  if (name === 'softmax') return own(steps.add({ op: 'softmax' }, [input]));
  const activation = plainActivations.find((each) => each === name);
  if (!activation) {
    throw new UnplannedLayer(`there is no step for the activation ${String(name)} of ${layer.name}`);
  }
  const last = steps.changeable(input);
  const isFused = activation === 'relu' || activation === 'relu6';
  if (!isFused || !last || !('bias' in last) || last.activation !== 'linear') {
    return own(steps.add({ op: activation }, [input]));
  }
  steps.replace(input, { ...last, activation });
  return input;
}

function reluOf(layer: Layer, { maxValue = null }: Settings): 'relu' | 'relu6' {
  if (maxValue !== null && maxValue !== 6) {
    throw new UnplannedLayer(`${layer.name} ends at ${String(maxValue)}`);
  }
  return maxValue === 6 ? 'relu6' : 'relu';
}

type Settings = Readonly<Record<string, unknown>>;

/** Every step has its channels, and the values that it normalises, on the last axis. */
function refuseOtherAxes(layer: Layer, settings: Settings): void {
  if (settings['dataFormat'] === 'channelsFirst' || settings['data_format'] === 'channels_first') {
    throw new UnplannedLayer(`${layer.name} has its channels first`);
  }
  // Keras writes [3] for a single axis.
  const axis = Number(settings['axis'] ?? -1);
  const last = (layer.outputShape as readonly unknown[]).length - 1;
  if (axis !== -1 && axis !== last) throw new UnplannedLayer(`${layer.name} works on axis ${axis}`);
}

function convolution(kind: string, layer: Layer, settings: Settings): WeightedStep {
  const dilation = pair(settings['dilationRate'] ?? settings['dilation_rate'] ?? 1);
  if (dilation.some((rate) => rate !== 1)) throw new UnplannedLayer(`${layer.name} is dilated`);
  const [kernel, bias] = layer.getWeights();
  const weights = weightsOf(kernel);
  const depthwise = kind === 'DepthwiseConv2D';
  const [, , inputs = 0, filters = 0] = weights.shape;
  return {
    op: depthwise ? 'depthwiseConv2d' : 'conv2d',
    kernel: weights,
    bias: biasOf(bias, depthwise ? inputs * filters : filters),
    strides: pair(settings['strides']),
    padding: settings['padding'] as Padding,
    activation: 'linear',
  };
}

function dense(layer: Layer): WeightedStep {
  if ((layer.input as SymbolicTensor).shape.length !== 2) {
    throw new UnplannedLayer(`${layer.name} takes more than rows`);
  }
  const [kernel, bias] = layer.getWeights();
  const weights = weightsOf(kernel);
  return { op: 'dense', kernel: weights, bias: biasOf(bias, weights.shape[1] ?? 0), activation: 'linear' };
}

function pooling(kind: string, settings: Settings): PlanStep {
  const size = pair(settings['poolSize'] ?? settings['pool_size']);
  return {
    op: kind === 'MaxPooling2D' ? 'maxPool' : 'averagePool',
    size,
    strides:
      settings['strides'] === undefined || settings['strides'] === null ? size : pair(settings['strides']),
    padding: settings['padding'] as Padding,
  };
}

/**
 * y = γ · (x − μ) / √(σ² + ε) + β with the statistics of training is a multiplication and an addition per channel.
 * The weights before it can absorb both (Ioffe and Szegedy, 2015, section 3.1).
 */
function foldBatchNorm(steps: PlanSteps, layer: Layer, input: StepPlace): StepPlace {
  const { scale, offset } = normalisation(layer);
  const last = steps.changeable(input);
  if (!last || !('bias' in last) || last.activation !== 'linear') {
    return own(steps.add({ op: 'affine', scale, offset }, [input]));
  }
  const channels = scale.length;
  const values = last.kernel.values.map((value, index) => value * (scale[index % channels] as number));
  const bias = last.bias.map(
    (value, channel) => value * (scale[channel] as number) + (offset[channel] as number),
  );
  steps.replace(input, { ...last, kernel: { ...last.kernel, values }, bias });
  return input;
}

function normalisation(layer: Layer): { readonly scale: Float32Array; readonly offset: Float32Array } {
  const epsilon = Number(layer.getConfig()['epsilon']);
  const { gamma, beta, mean, variance } = statisticsOf(layer);
  const scale = variance.map((value, channel) => (gamma[channel] as number) / Math.sqrt(value + epsilon));
  const offset = beta.map((value, channel) => value - (mean[channel] as number) * (scale[channel] as number));
  return { scale, offset };
}

/** Gamma and beta are optional; mean and variance are always there, at the end. */
function statisticsOf(layer: Layer) {
  const settings = layer.getConfig();
  const weights = layer.getWeights().map((tensor) => weightsOf(tensor).values);
  const [mean, variance] = weights.slice(-2);
  if (!mean || !variance) throw new UnplannedLayer(`${layer.name} has no weights`);
  const { length } = variance;
  const isScaled = settings['scale'] !== false;
  const gamma = isScaled ? (weights[0] as Float32Array) : new Float32Array(length).fill(1);
  const isCentred = settings['center'] !== false;
  const beta = isCentred ? (weights[isScaled ? 1 : 0] as Float32Array) : new Float32Array(length);
  return { gamma, beta, mean, variance };
}

function weightsOf(tensor: Tensor | undefined): Weights {
  if (!tensor) throw new UnplannedLayer('a layer has no weights');
  return { values: Float32Array.from(tensor.dataSync()), shape: tensor.shape };
}

const biasOf = (tensor: Tensor | undefined, length: number) =>
  tensor ? weightsOf(tensor).values : new Float32Array(length);

function pair(value: unknown): Pair {
  const [first, second] = Array.isArray(value) ? (value as number[]) : [value as number, value as number];
  return [Number(first), Number(second ?? first)];
}
