import { type OnnxRuntime, type OnnxSession, openSession } from '../onnx/onnx-runtime.js';
import { pixelsInput, answerOutput } from '../onnx/write-onnx.js';
import type { Backend, NetworkInput } from './backend.js';

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

  async run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels } = this.input;
    const images = new this.runtime.Tensor('uint8', pixels, [count, height, width, channels]);
    const answers = await this.session.run({ [pixelsInput]: images });
    return answers[answerOutput]?.data as Float32Array;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
