import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidError } from '../errors/app.error.js';

/** The models on disk: `<root>/<name>/<version>/model.json`, versions being whole numbers. */
export class ModelFolders {
  constructor(readonly root: string) {}

  /** Models with at least one version, by name. */
  async names(): Promise<string[]> {
    const names = await foldersIn(this.root);
    const versions = await Promise.all(names.map((name) => this.versions(name)));
    return names.filter((_, index) => versions[index]?.length).toSorted();
  }

  /** The versions of a model, the newest first; none when there is no such model. */
  async versions(name: string): Promise<string[]> {
    const folders = await foldersIn(join(this.root, name));
    return folders
      .filter((version) => /^\d+$/.test(version) && existsSync(join(this.root, name, version, 'model.json')))
      .toSorted((a, b) => Number(b) - Number(a));
  }

  /** @throws InvalidError `UNKNOWN_MODEL` that names the folder looked in and what lies there. */
  async directory(name: string, version: string): Promise<string> {
    const versions = await this.versions(name);
    if (versions.includes(version)) return join(this.root, name, version);
    throw await this.unknown(`${name}@${version}`, name, versions);
  }

  /** @throws InvalidError `UNKNOWN_MODEL` */
  async newest(name: string): Promise<string> {
    const versions = await this.versions(name);
    const [newest] = versions;
    if (newest === undefined) throw await this.unknown(name, name, versions);
    return newest;
  }

  private async unknown(wanted: string, name: string, versions: readonly string[]): Promise<InvalidError> {
    const there =
      versions.length > 0
        ? `versions of ${name} there: ${versions.join(', ')}`
        : `models there: ${(await this.names()).join(', ') || 'none'}`;
    return new InvalidError('UNKNOWN_MODEL', `there is no model "${wanted}" in ${this.root}; ${there}`);
  }
}

async function foldersIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
