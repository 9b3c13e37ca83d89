import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { howToExport } from './foreign-file.js';
import { type MetadataFile, readMetadata } from './teachable-machine.js';

/** A model of somebody, as it was found. */
export interface FoundModel {
  readonly format: 'ONNX' | 'TensorFlow.js' | 'Teachable Machine';
  /** The folder that all its files are in. */
  readonly directory: string;
  /** The name of `model.json`, or of the ONNX file, in that folder. */
  readonly network: string;
  /** Only of Teachable Machine. */
  readonly metadata?: MetadataFile;
  /** Of the file or folder: a name to suggest. */
  readonly title: string;
}

/**
 * Finds the model in a file or folder.
 *
 * @throws InvalidError `BAD_CONFIG` for what is no model, with the way to export one where the kind is known.
 */
export async function findModel(path: string): Promise<FoundModel> {
  const found = await stat(path).catch((cause: unknown) => {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const what = isMissing ? 'there is no such file or folder' : errorText(cause);
    throw new InvalidError('BAD_CONFIG', `${path} cannot be imported: ${what}`, { cause });
  });
  if (found.isDirectory()) return inFolder(resolve(path));
  if (extname(path) === '.onnx') return onnx(resolve(path));
  if (basename(path) === 'model.json') return inFolder(dirname(resolve(path)));
  throw none(path, `it is no ONNX file and no model.json`, howToExport(path));
}

async function inFolder(directory: string): Promise<FoundModel> {
  const names = (await readdir(directory)).toSorted();
  const title = titleOf(directory);
  if (names.includes('model.json')) {
    const metadata = names.includes('metadata.json') ? await readMetadata(directory) : undefined;
    const format = metadata ? 'Teachable Machine' : 'TensorFlow.js';
    return { format, directory, network: 'model.json', title, ...(metadata && { metadata }) };
  }
  const [file, ...others] = names.filter((name) => extname(name) === '.onnx');
  if (file && others.length === 0) return { ...onnx(join(directory, file)), title };
  if (file)
    throw none(
      directory,
      `it has ${others.length + 1} ONNX files`,
      `Name one of them: ${file}, ${others.join(', ')}`,
    );
  const help = names.map(howToExport).find((each) => each !== undefined);
  throw none(directory, 'it has no model.json and no ONNX file', help);
}

const onnx = (path: string): FoundModel => ({
  format: 'ONNX',
  directory: dirname(path),
  network: basename(path),
  title: titleOf(path),
});

/** The folder says more than a file `model.onnx` or a folder `1`. */
function titleOf(path: string): string {
  const name = basename(path, '.onnx');
  return /^(model|\d+)$/.test(name) ? basename(dirname(path)) : name;
}

function none(path: string, why: string, help: string | undefined): InvalidError {
  return new InvalidError('BAD_CONFIG', `${path} cannot be imported: ${why}${help ? `. ${help}` : ''}`);
}
