import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorText } from '../../foundation/errors/app.error.js';
import { labelOfFolder } from './class-folders.js';
import { filesBelow } from './files-below.js';
import { followed } from './followed-entry.js';
import { halvesOf } from './half-folders.js';
import { dataRefusal, type Half, type Listing } from './labelled-file.js';

/**
 * Lists every file in the class folders and below them, in the order of their names. The labels are the folders'
 * names, with `%2F` and the like for characters that a name must not contain. Folders `train`, `val` and `test` have
 * class folders of their own.
 *
 * @throws InvalidError `BAD_CONFIG` for a folder that cannot be read, or a link in it that leads to nothing.
 */
export async function listFolder(folder: string): Promise<Listing> {
  const names = await foldersIn(folder);
  const halves = halvesOf(folder, names);
  if (!halves) return listClasses(folder, names);
  const parts = await Promise.all(Array.from(halves, ([name, half]) => listHalf(folder, name, half)));
  return {
    files: parts.flatMap(({ files }) => files),
    labels: [...new Set(parts.flatMap(({ labels }) => labels))].toSorted(),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

/** Pictures without labels cannot be used: a part without class folders is skipped as a whole. */
async function listHalf(folder: string, name: string, half: Half): Promise<Listing> {
  const classes = await foldersIn(join(folder, name));
  if (classes.length === 0) {
    return { files: [], labels: [], skipped: [{ file: name, reason: 'no class folders in it' }] };
  }
  return listClasses(
    folder,
    classes.map((label) => `${name}/${label}`),
    half,
  );
}

/** @param classes paths of class folders below the folder. */
async function listClasses(folder: string, classes: readonly string[], half?: Half): Promise<Listing> {
  const found = await Promise.all(
    classes.map(async (path) => ({
      label: labelOfFolder(basename(path)),
      ...(await filesBelow(folder, path)),
    })),
  );
  return {
    files: found.flatMap(({ label, files }) =>
      files.map((file) => ({ path: join(folder, file), file, label, half })),
    ),
    labels: found.map(({ label }) => label),
    skipped: found.flatMap(({ skipped }) => skipped),
  };
}

/** The names of the folders in a folder, sorted; links count as what they lead to. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw dataRefusal(folder, errorText(cause));
  });
  const names: string[] = [];
  for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
    const { kind, reason } = await followed(entry);
    if (reason) throw dataRefusal(folder, `${entry.name} is ${reason}; mend or remove it`);
    if (kind === 'folder') names.push(entry.name);
  }
  return names.toSorted();
}
