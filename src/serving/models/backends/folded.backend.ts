import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { NetworkPlan, PlanStep, Weights } from '../network-plan.js';
import { type Tfjs, useEngine } from '../tfjs.js';
import type { Backend, NetworkInput } from './backend.js';

type Run = (input: Tensor) => Tensor;

/** Runs a plan through TensorFlow.js's fused kernels: one call for convolution, bias and activation. */
export class FoldedBackend implements Backend {
  private readonly weights: Tensor[] = [];
  private readonly runs: readonly Run[];

  constructor(
    readonly name: 'wasm' | 'cpu',
    private readonly tf: Tfjs,
    plan: NetworkPlan,
    private readonly input: NetworkInput,
  ) {
    this.runs = plan.steps.map((step) => this.prepare(step));
  }

  async run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels } = this.input;
    await useEngine(this.tf, this.name);
    const answer = this.tf.tidy(() => {
      const values = scaled(pixels, this.input);
      const image: Tensor = this.tf.tensor4d(values, [count, height, width, channels]);
      return this.runs.reduce((tensor, run) => run(tensor), image);
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
      case 'dense': {
        const b = this.keep(step.kernel) as Tensor2D;
        const { activation } = step;
        const bias = this.keepBias(step.bias);
        return (a) => tf.fused.matMul({ a: a as Tensor2D, b, bias, activation });
      }
      case 'maxPool':
        return (x) => tf.maxPool(x as Tensor4D, [...step.size], [...step.strides], step.padding);
      case 'averagePool':
        return (x) => tf.avgPool(x as Tensor4D, [...step.size], [...step.strides], step.padding);
      case 'globalAveragePool':
        return (x) => x.mean([1, 2]);
      case 'flatten':
        return (x) => x.reshape([-1, step.units]);
      case 'relu':
        return (x) => x.relu();
      case 'softmax':
        return (x) => tf.softmax(x);
    }
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
