import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { FashionMnistHalf } from './fashion-mnist.js';

/** The paths of an IDX data set: of both halves, of whichever there are. */
export interface IdxFiles {
  readonly directory: string;
  /** What the names begin with, such as `emnist-letters`; empty for those of MNIST. */
  readonly set: string;
  /** By half and kind, such as `training images`. */
  readonly paths: ReadonlyMap<IdxPart, string>;
}

export type IdxPart = `${FashionMnistHalf} ${'images' | 'labels'}`;

/** The names of MNIST, of EMNIST (a set before them, `test` for `t10k`) and of Kaggle (dots for hyphens). */
const named =
  /^(?:(?<set>.+)[-.])?(?<half>train|t10k|test)[-.](?<kind>images|labels)[-.]idx[13][-.]ubyte(?:\.gz)?$/;

/**
 * The IDX files of a folder, gzipped or plain. Where a folder has several sets, as EMNIST's has, the path goes on with
 * the set's name: `gzip/emnist-letters`.
 *
 * @returns undefined where there are none.
 * @throws InvalidError `BAD_CONFIG` for a folder with several sets: their names.
 */
export async function idxFilesOf(source: string): Promise<IdxFiles | undefined> {
  const sets = await setsIn(source);
  const found = [...sets.keys()];
  if (found.length > 1) {
    const choices = found
      .toSorted()
      .map((set) => join(source, set))
      .join(', ');
    throw new InvalidError('BAD_CONFIG', `--data ${source}: ${found.length} data sets; give one: ${choices}`);
  }
  if (found.length === 1) return sets.get(found[0] as string);
  return (await setsIn(dirname(source))).get(basename(source));
}

/** The set and the part of a file, by its name; undefined for another file. */
export function idxNameOf(name: string): { readonly set: string; readonly part: IdxPart } | undefined {
  const { set = '', half, kind } = named.exec(name)?.groups ?? {};
  if (half === undefined) return undefined;
  return { set, part: `${half === 'train' ? 'training' : 'test'} ${kind as 'images' | 'labels'}` };
}

async function setsIn(directory: string): Promise<Map<string, IdxFiles>> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const sets = new Map<string, { directory: string; set: string; paths: Map<IdxPart, string> }>();
  for (const { name } of entries.filter((entry) => !entry.isDirectory())) {
    const what = idxNameOf(name);
    if (!what) continue;
    const files = sets.get(what.set) ?? { directory, set: what.set, paths: new Map() };
    if (!files.paths.has(what.part) || name.endsWith('.gz'))
      files.paths.set(what.part, join(directory, name));
    sets.set(what.set, files);
  }
  return sets;
}
