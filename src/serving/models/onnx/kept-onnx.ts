import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keepFile } from '../backends/keep-file.js';
import type { ModelCard } from '../model.js';
import { valuesPerImage } from '../outputs.js';
import { onnxForm } from './write-onnx.js';

interface KeptModel {
  /** Of the network's files: see `FileSums`. */
  readonly digest: string;
  readonly card: ModelCard;
  readonly cacheDirectory: string;
}

/**
 * Opens the ONNX file of a model. It is written once, under a name made of all that it depends on. A kept file that
 * does not open, as after a power cut, is written again.
 */
export async function openKeptOnnx<T>(
  model: KeptModel,
  write: () => Promise<Uint8Array>,
  open: (file: string) => Promise<T>,
): Promise<T> {
  const file = join(model.cacheDirectory, `${nameOf(model)}.onnx`);
  if (existsSync(file)) {
    const opened = await open(file).catch(() => undefined);
    if (opened) return opened;
  }
  await keepFile(file, await write());
  return open(file);
}

function nameOf({ digest, card }: KeptModel): string {
  const facts = [onnxForm, digest, card.input, valuesPerImage(card)];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24);
}
