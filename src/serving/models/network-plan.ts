import type { LayersModel, layers, SymbolicTensor, Tensor } from '@tensorflow/tfjs';

type Layer = layers.Layer;

/** A network reduced to what inference needs: batch normalisation is folded into the layer before it. */
export interface NetworkPlan {
  readonly steps: readonly PlanStep[];
}

export type Activation = 'linear' | 'relu' | 'relu6';
export type Padding = 'same' | 'valid';
type Pair = readonly [number, number];

export interface Weights {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** Convolutions and dense layers carry their bias and activation, as the fused kernels take them. */
export type PlanStep =
  | {
      readonly op: 'conv2d' | 'depthwiseConv2d';
      readonly kernel: Weights;
      readonly bias: Float32Array;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly activation: Activation;
    }
  | {
      readonly op: 'dense';
      readonly kernel: Weights;
      readonly bias: Float32Array;
      readonly activation: Activation;
    }
  | {
      readonly op: 'maxPool' | 'averagePool';
      readonly size: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
    }
  | { readonly op: 'globalAveragePool' | 'softmax' | 'relu' }
  | { readonly op: 'flatten'; readonly units: number };

type Weighted = Extract<PlanStep, { readonly bias: Float32Array }>;

/** A layer that the plan has no step for; the network still runs layer by layer. */
export class UnplannedLayer extends Error {}

/**
 * Reads a sequence of layers as a plan.
 *
 * @throws UnplannedLayer that names the first layer without a step: a branch, or an unknown kind.
 */
export function planNetwork(model: LayersModel): NetworkPlan {
  if (model.outputs.length > 1) throw new UnplannedLayer('the network has several outputs');
  const steps: PlanStep[] = [];
  addInput(steps, model);
  for (const layer of model.layers) {
    refuseBranch(layer);
    addLayer(steps, layer);
  }
  return { steps };
}

/** An image without a channel axis, or as one row of values, is a flat one: no step but `dense` takes it. */
function addInput(steps: PlanStep[], { inputs, layers: [input, first] }: LayersModel): void {
  const shape = inputs[0]?.shape.slice(1) ?? [];
  if (shape.length === 3) return;
  const next = input?.getClassName() === 'InputLayer' ? first : input;
  if (shape.length === 2 && next?.getClassName() !== 'Flatten') {
    throw new UnplannedLayer(`${next?.name} takes images without channels`);
  }
  steps.push({ op: 'flatten', units: shape.reduce<number>((product, size) => product * Number(size), 1) });
}

function refuseBranch(layer: Layer): void {
  const { inboundNodes, outboundNodes } = layer as unknown as Record<string, readonly unknown[] | undefined>;
  if ((inboundNodes?.length ?? 0) > 1 || (outboundNodes?.length ?? 0) > 1 || Array.isArray(layer.input)) {
    throw new UnplannedLayer(`the network branches at ${layer.name}`);
  }
}

function addLayer(steps: PlanStep[], layer: Layer): void {
  const kind = layer.getClassName();
  const settings = layer.getConfig();
  refuseOtherAxes(layer, settings);
  switch (kind) {
    case 'InputLayer':
    case 'Dropout':
    case 'SpatialDropout2D':
      return;
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return addActivated(steps, convolution(kind, layer, settings), settings['activation']);
    case 'Dense':
      return addActivated(steps, dense(layer), settings['activation']);
    case 'BatchNormalization':
      return foldBatchNorm(steps, layer, Number(settings['epsilon']));
    case 'Activation':
      return addActivation(steps, String(settings['activation']), layer);
    case 'ReLU':
      return addActivation(steps, reluOf(layer, settings), layer);
    case 'Softmax':
      return void steps.push({ op: 'softmax' });
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return void steps.push(pooling(kind, settings));
    case 'GlobalAveragePooling2D':
      return void steps.push({ op: 'globalAveragePool' });
    case 'Flatten':
      return void steps.push({ op: 'flatten', units: Number((layer.outputShape as number[])[1]) });
    default:
      throw new UnplannedLayer(`there is no step for the layer ${layer.name} (${kind})`);
  }
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

function reluOf(layer: Layer, { maxValue = null }: Settings): 'relu' | 'relu6' {
  if (maxValue !== null && maxValue !== 6) {
    throw new UnplannedLayer(`${layer.name} ends at ${String(maxValue)}`);
  }
  return maxValue === 6 ? 'relu6' : 'relu';
}

function convolution(kind: string, layer: Layer, settings: Settings): Weighted {
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

function dense(layer: Layer): Weighted {
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

function addActivated(steps: PlanStep[], step: Weighted, activation: unknown): void {
  steps.push(step);
  if (activation !== undefined && activation !== null) addActivation(steps, String(activation));
}

/** Merges it into the step before where a fused kernel exists. */
function addActivation(steps: PlanStep[], activation: string, layer?: Layer): void {
  const last = steps.at(-1);
  if (activation === 'linear') return;
  if (activation === 'softmax') return void steps.push({ op: 'softmax' });
  if (activation !== 'relu' && activation !== 'relu6') {
    throw new UnplannedLayer(
      `there is no step for the activation ${activation}${layer ? ` of ${layer.name}` : ''}`,
    );
  }
  if (last && 'bias' in last && last.activation === 'linear')
    steps[steps.length - 1] = { ...last, activation };
  else if (activation === 'relu') steps.push({ op: 'relu' });
  else throw new UnplannedLayer('relu6 follows no layer that can include it');
}

/**
 * y = γ · (x − μ) / √(σ² + ε) + β with the statistics of training is a multiplication and an addition per channel.
 * The weights before it can absorb both (Ioffe and Szegedy, 2015, section 3.1).
 */
function foldBatchNorm(steps: PlanStep[], layer: Layer, epsilon: number): void {
  const last = steps.at(-1);
  if (!last || !('bias' in last) || last.activation !== 'linear') {
    throw new UnplannedLayer(`${layer.name} does not follow a convolution or a dense layer`);
  }
  const { gamma, beta, mean, variance } = statisticsOf(layer, last.bias.length);
  const scale = variance.map((value, channel) => (gamma[channel] as number) / Math.sqrt(value + epsilon));
  const channels = scale.length;
  const values = last.kernel.values.map((value, index) => value * (scale[index % channels] as number));
  const bias = last.bias.map(
    (value, channel) =>
      (value - (mean[channel] as number)) * (scale[channel] as number) + (beta[channel] as number),
  );
  steps[steps.length - 1] = { ...last, kernel: { ...last.kernel, values }, bias };
}

/** Gamma and beta are optional; mean and variance are always there, at the end. */
function statisticsOf(layer: Layer, channels: number) {
  const settings = layer.getConfig();
  const weights = layer.getWeights().map((tensor) => weightsOf(tensor).values);
  const variance = weights.at(-1) ?? new Float32Array(channels);
  const mean = weights.at(-2) ?? new Float32Array(channels);
  const gamma =
    settings['scale'] === false ? new Float32Array(channels).fill(1) : (weights[0] as Float32Array);
  const beta =
    settings['center'] === false
      ? new Float32Array(channels)
      : (weights[settings['scale'] === false ? 0 : 1] as Float32Array);
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
