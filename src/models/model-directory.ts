import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UnavailableError } from '../errors/app.error.js';

/**
 * The folder `<root>/<name>/<version>` of a model given as `name` (its highest version) or `name@version`.
 *
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the folder looked in and what lies there.
 */
export async function findModelDirectory(root: string, model: string): Promise<string> {
  const [name = '', wanted] = model.split('@');
  const versions = await foldersIn(join(root, name));
  const numbered = versions
    .filter((version) => /^\d+$/.test(version))
    .toSorted((a, b) => Number(b) - Number(a));
  const version = wanted === undefined ? numbered[0] : numbered.find((each) => each === wanted);
  if (version !== undefined) return join(root, name, version);
  const there =
    numbered.length > 0
      ? `its versions are ${numbered.join(', ')}`
      : `models there: ${(await foldersIn(root)).join(', ') || 'none'}`;
  throw new UnavailableError('MODEL_UNAVAILABLE', `there is no model "${model}" in ${root}; ${there}`);
}

async function foldersIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
