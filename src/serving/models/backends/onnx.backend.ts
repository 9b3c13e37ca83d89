import { type OnnxRuntime, type OnnxSession, openSession } from '../onnx/onnx-runtime.js';
import { runInPieces } from '../run-in-pieces.js';
import { pixelsInput, answerOutput } from '../onnx/write-onnx.js';
import type { Backend, NetworkInput } from './backend.js';

/**
 * Images. What a network computes of more of them leaves the processor's second cache: measured at 28 × 28, an image of
 * a batch of 128 costs up to a fifth more.
 */
const pieceSize = 32;

type ImageSize = Pick<NetworkInput, 'width' | 'height' | 'channels'>;

/** Runs a plan in ONNX Runtime. The graph takes bytes and does the scaling. */
export class OnnxBackend implements Backend {
  readonly name = 'onnx';

  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: OnnxSession,
    private readonly input: ImageSize,
  ) {}

  /** @param file as `writeOnnx` writes it. */
  static async open(runtime: OnnxRuntime, file: string, input: ImageSize): Promise<OnnxBackend> {
    return new OnnxBackend(runtime, await openSession(runtime, file), input);
  }

  run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels } = this.input;
    const size = width * height * channels;
    return runInPieces(count, pieceSize, (first, images) =>
      this.runPiece(pixels.subarray(first * size, (first + images) * size), images),
    );
  }

  private async runPiece(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels } = this.input;
    const images = new this.runtime.Tensor('uint8', pixels, [count, height, width, channels]);
    const answers = await this.session.run({ [pixelsInput]: images });
    return answers[answerOutput]?.data as Float32Array;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
