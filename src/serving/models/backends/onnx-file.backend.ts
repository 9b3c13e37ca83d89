import { join } from 'node:path';
import { errorText, InvalidError } from '../../../foundation/errors/app.error.js';
import { unusable } from '../model-files.js';
import type { ModelCard } from '../model.js';
import { fitOnnxPorts, type OnnxFit } from '../onnx/fit-onnx-ports.js';
import { fromHalf } from '../onnx/half.js';
import { InputValues } from '../onnx/input-values.js';
import { onnxFile, readOnnxFile } from '../onnx/onnx-file.js';
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession, openSession } from '../onnx/onnx-runtime.js';
import { runInPieces } from '../run-in-pieces.js';
import type { Backend } from './backend.js';

/** Runs an ONNX file as it was exported. Scaling and the order of axes are done here, outside of the graph. */
export class OnnxFileBackend implements Backend {
  readonly name = 'onnx';
  private readonly values: InputValues;

  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: OnnxSession,
    private readonly fit: OnnxFit,
    { input }: ModelCard,
  ) {
    this.values = new InputValues(fit.type, input, fit.layout);
  }

  /**
   * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
   * @throws InvalidError `BAD_CONFIG` where ONNX Runtime does not run.
   */
  static async open(directory: string, card: ModelCard): Promise<OnnxFileBackend> {
    const path = join(directory, onnxFile);
    const fit = fitOnnxPorts(await readOnnxFile(directory, card.files), card, path);
    const runtime = loadOnnxRuntime();
    try {
      return new OnnxFileBackend(runtime, await openSession(runtime, path), fit, card);
    } catch (cause) {
      throw unusable(path, `ONNX Runtime does not open it (${errorText(cause)})`, cause);
    }
  }

  run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { batchSize } = this.fit;
    return runInPieces(count, batchSize ?? count, async (first, images) => {
      const size = batchSize ?? images;
      const answer = await this.runBatch(pixels, first, size);
      return answer.subarray(0, (answer.length / size) * images);
    });
  }

  dispose(): Promise<void> {
    return this.session.release();
  }

  private async runBatch(pixels: Uint8Array, first: number, count: number): Promise<Float32Array> {
    const { inputName, outputName, shape, type } = this.fit;
    const values = this.values.of(pixels, first, count);
    const images = new this.runtime.Tensor(type as 'float32', values as Float32Array, [count, ...shape]);
    const answers = await this.session.run({ [inputName]: images }, [outputName]);
    return asFloats(answers[outputName]);
  }
}

function asFloats(tensor: { readonly type: string; readonly data: unknown } | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  if (tensor?.data instanceof Uint16Array) return Float32Array.from(tensor.data, fromHalf);
  return Float32Array.from(tensor?.data as ArrayLike<number>);
}

/** @throws InvalidError `BAD_CONFIG` */
export function refuseOtherBackend(directory: string, backend: string): never {
  const path = join(directory, onnxFile);
  throw new InvalidError('BAD_CONFIG', `BACKEND=${backend} does not run ${path}; set BACKEND=auto or onnx`);
}
