import { join } from 'node:path';
import { FileSums } from './file-sums.js';
import { networkFileIn, unusable } from './model-files.js';
import type { ModelCard } from './model.js';
import { contradictionOf } from './network-end.js';
import { checkArtifacts } from './network-files.js';
import { fitOnnxPorts, type OwnOnnxFit } from './onnx/fit-onnx-ports.js';
import { onnxFile, readOnnxFile } from './onnx/onnx-file.js';

/** What is found once of a network's files, for every thread. */
export interface CheckedFiles {
  /** See `FileSums`. */
  readonly digest: string;
  /** Present for an ONNX file of the user. */
  readonly onnx?: OwnOnnxFit;
}

/**
 * Compares a network's files with the card, as far as no engine is needed.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
 */
export async function checkFiles(directory: string, card: ModelCard): Promise<CheckedFiles> {
  const sums = new FileSums(directory, card.files);
  if (networkFileIn(directory) === 'model.onnx') {
    const onnx = fitOnnxPorts(await readOnnxFile(directory, sums), card, join(directory, onnxFile));
    return { digest: sums.digest(), onnx };
  }
  const contradiction = contradictionOf(await checkArtifacts(directory, sums), card.output);
  if (contradiction) throw unusable(directory, contradiction);
  return { digest: sums.digest() };
}
