import { join } from 'node:path';
import { errorText, InvalidError } from '../../../foundation/errors/app.error.js';
import { unusable } from '../model-files.js';
import type { ModelCard } from '../model.js';
import type { OnnxFit, OwnOnnxFit } from '../onnx/fit-onnx-ports.js';
import { fromHalf } from '../onnx/half.js';
import { InputValues } from '../onnx/input-values.js';
import { onnxFile } from '../onnx/onnx-file.js';
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession, openSession } from '../onnx/onnx-runtime.js';
import { answerOutput, pixelsInput } from '../onnx/write-onnx.js';
import { runInPieces } from '../run-in-pieces.js';
import type { Backend, NetworkInput } from './backend.js';

/** Makes the network's values of `count` images, the first of them being image `first` of the pixels. */
type ToValues = (pixels: Uint8Array, first: number, count: number) => ArrayLike<number | bigint>;

/** Images, and values of them, that are computed at once. What a network makes of more leaves the second cache. */
const most = { images: 32, values: 500_000 };

/**
 * Opens an ONNX file of the user, and runs it as it was exported: scaling and the order of axes are done outside.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
 * @throws InvalidError `BAD_CONFIG` where ONNX Runtime does not run.
 */
export async function openUsersOnnx(
  directory: string,
  { input }: ModelCard,
  fit: OwnOnnxFit,
): Promise<Backend> {
  const path = join(directory, onnxFile);
  const values = new InputValues(fit.type, input, fit.layout);
  const runtime = loadOnnxRuntime();
  try {
    const session = await openSession(runtime, path);
    const pieceSize = fit.batchSize ?? pieceOf(input);
    return new OnnxBackend(runtime, session, { ...fit, pieceSize }, (...images) => values.of(...images));
  } catch (cause) {
    throw unusable(path, `ONNX Runtime does not open it (${errorText(cause)})`, cause);
  }
}

/** Opens a file as `writeOnnx` writes it: its graph takes bytes and does the scaling. */
export async function openWrittenOnnx(file: string, input: NetworkInput): Promise<Backend> {
  const runtime = loadOnnxRuntime();
  const shape = [input.height, input.width, input.channels];
  const pieceSize = pieceOf(input);
  const fit = { inputName: pixelsInput, outputName: answerOutput, type: 'uint8', shape, pieceSize } as const;
  const size = sizeOf(input);
  return new OnnxBackend(runtime, await openSession(runtime, file), fit, (pixels, first, count) =>
    pixels.subarray(first * size, (first + count) * size),
  );
}

const sizeOf = ({ width, height, channels }: NetworkInput) => width * height * channels;

const pieceOf = (input: NetworkInput): number =>
  Math.max(1, Math.min(most.images, Math.floor(most.values / sizeOf(input))));

interface Pieces extends OnnxFit {
  /** Images that are computed at once: always so many where the network was exported so. */
  readonly pieceSize: number;
}

class OnnxBackend implements Backend {
  readonly name = 'onnx';

  constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: OnnxSession,
    private readonly fit: Pieces,
    private readonly toValues: ToValues,
  ) {}

  run(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { batchSize, pieceSize } = this.fit;
    return runInPieces(count, pieceSize, async (first, images) => {
      const computed = batchSize ?? images;
      const answer = await this.runBatch(pixels, first, computed);
      return answer.subarray(0, (answer.length / computed) * images);
    });
  }

  dispose(): Promise<void> {
    return this.session.release();
  }

  private async runBatch(pixels: Uint8Array, first: number, count: number): Promise<Float32Array> {
    const { inputName, outputName, shape, type } = this.fit;
    const values = this.toValues(pixels, first, count);
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
