import { AppError, errorText } from '../../../foundation/errors/app.error.js';
import { type CheckedFiles, checkFiles } from '../check-files.js';
import { checkFirstAnswers } from '../first-answers.js';
import { networkFileIn, unusable } from '../model-files.js';
import type { ModelCard } from '../model.js';
import { type NetworkArtifacts, readArtifacts } from '../network-files.js';
import type { OwnOnnxFit } from '../onnx/fit-onnx-ports.js';
import type { Backend, BackendName } from './backend.js';
import { openAsItIs, openOnnx, openPortable, openSavedModel, type ReadModel } from './open-one.js';
import { openUsersOnnx, refuseOtherBackend } from './onnx.backend.js';

export type BackendChoice = 'auto' | BackendName;

export interface NetworkFiles {
  readonly directory: string;
  readonly card: ModelCard;
  /** The folder of frozen graphs. */
  readonly cacheDirectory: string;
  /** What another thread has found, which has just checked them. */
  readonly checked?: CheckedFiles | undefined;
}

export interface OpenBackends {
  /** At least one; each has answered once. */
  readonly backends: readonly Backend[];
  /** Why other backends are missing, in words for the log. */
  readonly refusals: readonly string[];
  readonly checked: CheckedFiles;
}

/**
 * Opens the backends that can run this network here: all worth comparing for `auto`, else the chosen one. ONNX Runtime
 * is alone where it can run the network: to compare libtensorflow would take more memory than both need.
 *
 * @throws InvalidError `BAD_CONFIG` when the chosen one cannot run.
 * @throws UnavailableError `MODEL_UNAVAILABLE` when the model's files cannot be used.
 */
export async function openBackends(files: NetworkFiles, choice: BackendChoice): Promise<OpenBackends> {
  if (networkFileIn(files.directory) === 'model.onnx') return openOnnxFile(files, choice);
  const checked = files.checked ?? (await checkFiles(files.directory, files.card));
  const model = modelOf(files, checked);
  const refusals = new Set<string>();
  const backends: Backend[] = [];
  const attempt = async (open: () => Promise<Backend>) => {
    try {
      backends.push(await answering(await open(), files));
    } catch (error) {
      const filesAreWrong = error instanceof AppError && error.code === 'MODEL_UNAVAILABLE';
      if (choice !== 'auto' || filesAreWrong) throw error;
      refusals.add(errorText(error));
    }
  };
  const wanted = (name: BackendName) => choice === name || choice === 'auto';
  if (wanted('onnx')) await attempt(() => openOnnx(model));
  if (choice === 'auto' && backends.length > 0) return { backends, refusals: [], checked };
  if (wanted('savedmodel')) await attempt(() => openSavedModel(model));
  if (choice === 'layers' || (choice === 'auto' && backends.length === 0))
    await attempt(() => openAsItIs(model));
  if (wanted('wasm')) await attempt(() => openPortable(model, 'wasm'));
  if (choice === 'cpu' || backends.length === 0) await attempt(() => openPortable(model, 'cpu'));
  if (backends.length === 0) throw unusable(files.directory, [...refusals].join('; '));
  return { backends, refusals: [...refusals], checked };
}

/** An ONNX file of the user runs in ONNX Runtime, and nowhere else. */
async function openOnnxFile(files: NetworkFiles, choice: BackendChoice): Promise<OpenBackends> {
  const { directory, card } = files;
  if (choice !== 'auto' && choice !== 'onnx') refuseOtherBackend(directory, choice);
  const checked = files.checked ?? (await checkFiles(directory, card));
  const backend = await openUsersOnnx(directory, card, checked.onnx as OwnOnnxFit);
  const tried = answering(backend, files).catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause;
    throw unusable(directory, `it fails on blank images (${errorText(cause).trim()})`, cause);
  });
  return { backends: [await tried], refusals: [], checked };
}

/** Where its ONNX file is kept, the network is not read at all. */
function modelOf({ directory, card, cacheDirectory }: NetworkFiles, { digest }: CheckedFiles): ReadModel {
  let reading: Promise<NetworkArtifacts> | undefined;
  const read = async () => {
    const artifacts = await readArtifacts(directory);
    // What is kept of it is found by the digest again.
    if ((await checkFiles(directory, card)).digest === digest) return artifacts;
    throw unusable(directory, 'its files have changed since they were checked');
  };
  return { card, cacheDirectory, digest, read: () => (reading ??= read()) };
}

/** The first run compiles kernels and finds errors. Two images find a network with a fixed batch size. */
async function answering(backend: Backend, { card, directory }: NetworkFiles): Promise<Backend> {
  const { width, height, channels } = card.input;
  const size = width * height * channels;
  // One black, one not: a network may answer both alike, but hardly a sum of 1 to both by chance.
  const pixels = new Uint8Array(2 * size).map((_, at) => (at < size ? 0 : (at * 7919) % 256));
  checkFirstAnswers(await backend.run(pixels, 2), card, directory);
  return backend;
}
