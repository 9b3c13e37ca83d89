export const backendNames = ['onnx', 'savedmodel', 'layers', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** A way to run a loaded network. Backends of one thread run one at a time. */
export interface Backend {
  readonly name: BackendName;
  /**
   * @param pixels `count` images of the network's input size, one after the other, one byte a value;
   *   channels last, in the network's order.
   * @returns what the network answers, unchanged, row by row; `outputs.ts` makes probabilities of it.
   */
  run(pixels: Uint8Array, count: number): Promise<Float32Array>;
  dispose(): Promise<void> | void;
}

/**
 * How bytes become the network's input. `scale` and `offset` have one value for each channel, in the network's order
 * of channels: byte b of channel c becomes b × scale[c] + offset[c].
 */
export interface NetworkInput {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}
