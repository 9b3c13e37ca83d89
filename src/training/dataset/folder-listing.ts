import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../foundation/errors/app.error.js';
import { labelOfFolder } from './class-folders.js';
import { filesBelow } from './files-below.js';
import { followed } from './followed-entry.js';
import { dataRefusal, type Listing } from './labelled-file.js';

/**
 * Lists every file in the class folders and below them, in the order of their names. The labels are the folders'
 * names, with `%2F` and the like for characters that a name must not contain.
 *
 * @throws InvalidError `BAD_CONFIG` for a folder that cannot be read, or a link in it that leads to nothing.
 */
export async function listFolder(folder: string): Promise<Listing> {
  return listClasses(folder, await foldersIn(folder));
}

async function listClasses(folder: string, classes: readonly string[]): Promise<Listing> {
  const found = await Promise.all(
    classes.map(async (name) => ({ label: labelOfFolder(name), ...(await filesBelow(folder, name)) })),
  );
  return {
    files: found.flatMap(({ label, files }) =>
      files.map((file) => ({ path: join(folder, file), file, label })),
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
