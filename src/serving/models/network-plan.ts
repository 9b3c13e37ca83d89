/**
 * A network reduced to what inference needs: batch normalisation is folded into the layer before it. Each step comes
 * after those that it reads; the last one answers.
 */
export interface NetworkPlan {
  readonly steps: readonly PlannedStep[];
}

/** `from`: the indexes of the steps that it reads; −1 is the image. */
export type PlannedStep = PlanStep & { readonly from: readonly number[] };

export type Activation = 'linear' | 'relu' | 'relu6';
export type Padding = 'same' | 'valid';
export type Pair = readonly [number, number];

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
  | { readonly op: 'globalAveragePool' }
  | ActivationStep
  | { readonly op: 'flatten'; readonly units: number }
  /** Rows and columns of zeros around an image: top, bottom, left, right. */
  | { readonly op: 'zeroPadding'; readonly pads: readonly [number, number, number, number] }
  /** Each channel times its scale, plus its offset: a batch normalisation that no layer before it can absorb. */
  | { readonly op: 'affine'; readonly scale: Float32Array; readonly offset: Float32Array }
  /** These read several steps; `concatenate` joins the channels. */
  | { readonly op: 'add' | 'multiply' | 'concatenate' };

export const plainActivations = ['relu', 'relu6', 'sigmoid', 'elu', 'swish'] as const;
export type PlainActivation = (typeof plainActivations)[number];

export type ActivationStep =
  { readonly op: 'softmax' | PlainActivation } | { readonly op: 'leakyRelu'; readonly slope: number };

export type WeightedStep = Extract<PlanStep, { readonly bias: Float32Array }>;

/** A layer that the plan has no step for; the network still runs layer by layer. */
export class UnplannedLayer extends Error {}
