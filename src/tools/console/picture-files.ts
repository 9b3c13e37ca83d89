import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { labelOfFolder } from '../../training/dataset/class-folders.js';
import { refuseTooManyBytes } from '../../events/image-limits.js';
import { readPicture } from '../../api/publishing/picture-file.js';
import type { FoundPicture, PictureOptions } from './picture.js';

/**
 * Every file in the folder and below it, in the order of the names, without files and folders that begin with a dot.
 * Keeps only one folder's names in memory, and those of the folders above it. A file's label is the name of the first
 * folder in its path.
 */
export async function* picturesIn(
  folder: string,
  options: PictureOptions,
  label?: string,
): AsyncGenerator<FoundPicture> {
  const entries = await readdir(folder, { withFileTypes: true });
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  for (const entry of shown.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* picturesIn(path, options, label ?? labelOfFolder(entry.name));
    else yield pictureFile(path, options, label);
  }
}

/** @param label the picture's label, if `options` ask for it. */
export function pictureFile(path: string, options: PictureOptions, label?: string): FoundPicture {
  const read = async () => {
    const found = await stat(path);
    // A pipe would never end.
    if (!found.isFile()) throw new Error('is no file');
    refuseTooManyBytes(found.size, options);
    return readPicture(await readFile(path), options);
  };
  return { name: path, trueLabel: options.labels ? label : undefined, read };
}
