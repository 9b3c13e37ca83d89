import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { ActivationStep, NetworkPlan, PlanStep, Weights } from '../network-plan.js';
import { type Tfjs, useEngine } from '../tfjs.js';
import type { Backend, NetworkInput } from './backend.js';

type Run = (input: Tensor, others: readonly Tensor[]) => Tensor;

/** Runs a plan through TensorFlow.js's fused kernels: one call for convolution, bias and activation. */
export class FoldedBackend implements Backend {
  private readonly weights: Tensor[] = [];
  private readonly runs: readonly { readonly run: Run; readonly from: readonly number[] }[];

  constructor(
    readonly name: 'wasm' | 'cpu',
    private readonly tf: Tfjs,
    plan: NetworkPlan,
    private readonly input: NetworkInput,
  ) {
    this.runs = plan.steps.map((step) => ({ run: this.prepare(step), from: step.from }));
  }

  async run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels } = this.input;
    await useEngine(this.tf, this.name);
    const answer = this.tf.tidy(() => {
      const image: Tensor = this.tf.tensor4d(scaled(pixels, this.input), [count, height, width, channels]);
      const values: Tensor[] = [];
      for (const { run, from } of this.runs) {
        const [first, ...others] = from.map((index) => values[index] ?? image) as [Tensor, ...Tensor[]];
        values.push(run(first, others));
      }
      return values.at(-1) ?? image;
    });
    try {
      return (await answer.data()) as Float32Array;
    } finally {
      answer.dispose();
    }
  }

  dispose(): void {
    this.tf.dispose(this.weights);
  }

  private prepare(step: PlanStep): Run {
    const { tf } = this;
    switch (step.op) {
      case 'conv2d':
      case 'depthwiseConv2d':
        return this.prepareConvolution(step);
      case 'dense':
        return this.prepareDense(step);
      case 'maxPool':
      case 'averagePool':
        return this.preparePool(step);
      case 'globalAveragePool':
        return (x) => x.mean([1, 2]);
      case 'flatten':
        return (x) => x.reshape([-1, step.units]);
      case 'zeroPadding': {
        const [top, bottom, left, right] = step.pads;
        return (x) =>
          tf.pad(x, [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ]);
      }
      case 'affine': {
        const [scale, offset] = [this.keepBias(step.scale), this.keepBias(step.offset)];
        return (x) => x.mul(scale).add(offset);
      }
      case 'add':
      case 'multiply':
      case 'concatenate':
        return this.prepareJoin(step.op);
      default:
        return this.prepareActivation(step);
    }
  }

  private prepareDense({ kernel, bias, activation }: Extract<PlanStep, { op: 'dense' }>): Run {
    const settings = { b: this.keep(kernel) as Tensor2D, bias: this.keepBias(bias), activation };
    return (a) => this.tf.fused.matMul({ ...settings, a: a as Tensor2D });
  }

  private preparePool({ op, size, strides, padding }: Extract<PlanStep, { readonly size: unknown }>): Run {
    const pool = op === 'maxPool' ? this.tf.maxPool : this.tf.avgPool;
    return (x) => pool(x as Tensor4D, [...size], [...strides], padding);
  }

  private prepareJoin(op: 'add' | 'multiply' | 'concatenate'): Run {
    if (op === 'concatenate') return (x, others) => this.tf.concat([x, ...others], -1);
    return (x, others) =>
      others.reduce((result, other) => (op === 'add' ? result.add(other) : result.mul(other)), x);
  }

  private prepareActivation(step: ActivationStep): Run {
    const { tf } = this;
    if (step.op === 'leakyRelu') return (x) => tf.leakyRelu(x, step.slope);
    const activations: Readonly<Record<typeof step.op, Run>> = {
      relu: (x) => x.relu(),
      relu6: (x) => x.relu6(),
      sigmoid: (x) => x.sigmoid(),
      elu: (x) => x.elu(),
      swish: (x) => x.mul(x.sigmoid()),
      softmax: (x) => tf.softmax(x),
    };
    return activations[step.op];
  }

  private prepareConvolution(step: Extract<PlanStep, { op: 'conv2d' | 'depthwiseConv2d' }>): Run {
    const convolve = step.op === 'conv2d' ? this.tf.fused.conv2d : this.tf.fused.depthwiseConv2d;
    const settings = {
      filter: this.keep(step.kernel) as Tensor4D,
      bias: this.keepBias(step.bias),
      strides: [...step.strides] as [number, number],
      pad: step.padding,
      activation: step.activation,
    };
    return (x) => convolve({ ...settings, x: x as Tensor4D });
  }

  private keep({ values, shape }: Weights): Tensor {
    const tensor = this.tf.tensor(values, [...shape]);
    this.weights.push(tensor);
    return tensor;
  }

  private keepBias(values: Float32Array): Tensor {
    return this.keep({ values, shape: [values.length] });
  }
}

/** A plain loop: `Float32Array.from` with a function takes as long as the network itself. */
function scaled(pixels: Uint8Array, { channels, scale, offset }: NetworkInput): Float32Array {
  const values = new Float32Array(pixels.length);
  for (let channel = 0; channel < channels; channel += 1) {
    const factor = scale[channel] as number;
    const summand = offset[channel] as number;
    for (let at = channel; at < pixels.length; at += channels)
      values[at] = (pixels[at] as number) * factor + summand;
  }
  return values;
}
