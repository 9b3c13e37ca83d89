import type { LayersModel, layers, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../serving/models/tfjs.js';

/** tfjs-node's internal interface: any kernel of libtensorflow, by name. */
interface NativeBackend {
  readonly binding: Readonly<Record<string, number>>;
  executeSingleOutput(name: string, attributes: Attribute[], inputs: Tensor[]): Tensor;
  executeMultipleOutputs(name: string, attributes: Attribute[], inputs: Tensor[], outputs: number): Tensor[];
}
interface Attribute {
  readonly name: string;
  readonly type: number | undefined;
  readonly value: unknown;
}
type CallArguments = Parameters<layers.Layer['call']>;
interface BatchNorm extends layers.Layer {
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma: { read(): Tensor };
  readonly beta: { read(): Tensor };
  readonly movingMean: Moving;
  readonly movingVariance: Moving;
}
interface Moving {
  read(): Tensor;
  write(value: Tensor): unknown;
}

/** The present step of a training: dropout's choice follows from it, so that a resumed training repeats it. */
export interface StepClock {
  seed: number;
  step: number;
}

/**
 * Trains batch normalisation and ReLU through libtensorflow's own gradient kernels. TensorFlow.js composes both
 * gradients of many element-wise operations, which take longer than the convolutions. The network itself and its
 * saved form stay unchanged. The clock seeds dropout: TensorFlow.js would repeat one seed's choice at each step.
 */
export function useTrainingKernels(tf: Tfjs, network: LayersModel, clock: StepClock): void {
  for (const layer of network.layers) {
    const kind = layer.getClassName();
    if (kind === 'BatchNormalization') trainBy(layer, batchNorm(tf, layer as BatchNorm));
    if (kind === 'ReLU') trainBy(layer, (input) => relu(tf, input));
    if (kind === 'Dropout') trainBy(layer, dropout(tf, Number(layer.getConfig()['rate']), clock));
  }
}

/** Replaces the layer's training; inference stays its own. */
function trainBy(layer: layers.Layer, train: (input: Tensor) => Tensor): void {
  const infer = layer.call.bind(layer);
  layer.call = (inputs: CallArguments[0], options: CallArguments[1]) => {
    if (!options['training']) return infer(inputs, options);
    return train(Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs);
  };
}

function dropout(tf: Tfjs, rate: number, clock: StepClock): (input: Tensor) => Tensor {
  return (input) => tf.dropout(input, rate, undefined, clock.seed * 1_000_003 + clock.step);
}

function relu(tf: Tfjs, input: Tensor): Tensor {
  const native = nativeOf(tf);
  const run = tf.customGrad((x, save) => {
    const value = tf.relu(x as Tensor);
    (save as (tensors: Tensor[]) => void)([value]);
    const gradFunc = (dy: Tensor, [saved]: Tensor[]) =>
      native.executeSingleOutput('ReluGrad', [floats(native, 'T')], [dy, saved as Tensor]);
    return { value, gradFunc };
  });
  return run(input);
}

function batchNorm(tf: Tfjs, layer: BatchNorm): (input: Tensor) => Tensor {
  const native = nativeOf(tf);
  const none = tf.keep(tf.tensor1d([]));
  return (input) => {
    const moments: Tensor[] = [];
    const run = tf.customGrad((x, gamma, beta, save) => {
      const inputs = [x, gamma, beta, none, none] as Tensor[];
      const outputs = native.executeMultipleOutputs('FusedBatchNormV3', forward(native, layer), inputs, 6);
      const [value, mean, variance, ...reserved] = outputs as [Tensor, Tensor, Tensor, ...Tensor[]];
      moments.push(tf.keep(mean.clone()), tf.keep(variance.clone()));
      (save as unknown as (tensors: unknown[]) => void)([x, gamma, ...reserved]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) =>
        native
          .executeMultipleOutputs('FusedBatchNormGradV3', shared(native, layer), [dy, ...saved], 5)
          .slice(0, 3);
      return { value, gradFunc };
    });
    const output = run(input, layer.gamma.read(), layer.beta.read());
    follow(tf, layer, moments as [Tensor, Tensor]);
    return output;
  };
}

/** Inference's statistics follow those of the batches. */
function follow(tf: Tfjs, layer: BatchNorm, [mean, variance]: readonly [Tensor, Tensor]): void {
  const move = (moving: Moving, towards: Tensor) =>
    tf.tidy(() => {
      moving.write(
        moving
          .read()
          .mul(layer.momentum)
          .add(towards.mul(1 - layer.momentum)),
      );
    });
  move(layer.movingMean, mean);
  move(layer.movingVariance, variance);
  tf.dispose([mean, variance]);
}

function nativeOf(tf: Tfjs): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

const floats = ({ binding }: NativeBackend, name: string): Attribute => ({
  name,
  type: binding['TF_ATTR_TYPE'],
  value: binding['TF_FLOAT'],
});

const shared = (native: NativeBackend, layer: BatchNorm): Attribute[] => [
  floats(native, 'T'),
  floats(native, 'U'),
  { name: 'epsilon', type: native.binding['TF_ATTR_FLOAT'], value: layer.epsilon },
  { name: 'data_format', type: native.binding['TF_ATTR_STRING'], value: 'NHWC' },
  { name: 'is_training', type: native.binding['TF_ATTR_BOOL'], value: true },
];

const forward = (native: NativeBackend, layer: BatchNorm): Attribute[] => [
  ...shared(native, layer),
  { name: 'exponential_avg_factor', type: native.binding['TF_ATTR_FLOAT'], value: 1 },
];
