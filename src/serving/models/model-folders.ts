import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modelNamePattern } from '../../foundation/config/model-names.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { ModelCard } from './model.js';
import { networkFileIn, unusable } from './model-files.js';

/** The models on disk: `<root>/<name>/<version>/model.json` or `model.onnx`, where versions are whole numbers. */
export class ModelFolders {
  constructor(readonly root: string) {}

  /** Models with at least one version, by name. */
  async names(): Promise<string[]> {
    const names = await foldersIn(this.root);
    const versions = await Promise.all(names.map((name) => this.versions(name)));
    return names.filter((_, index) => versions[index]?.length).toSorted();
  }

  /** The versions of a model, the newest first; empty for an unknown model, and for a link from elsewhere. */
  async versions(name: string): Promise<string[]> {
    if (!modelNamePattern.test(name) || !(await foldersIn(this.root)).includes(name)) return [];
    const folders = await foldersIn(join(this.root, name));
    return folders
      .filter((version) => /^\d+$/.test(version) && networkFileIn(join(this.root, name, version)))
      .toSorted((a, b) => Number(b) - Number(a));
  }

  /** @throws InvalidError `UNKNOWN_MODEL` that names the folder and its content. */
  async directory(name: string, version: string): Promise<string> {
    const versions = await this.versions(name);
    if (versions.includes(version)) return join(this.root, name, version);
    throw await this.unknown(`${name}@${version}`, name, versions);
  }

  /**
   * Predictions take name and version from the card: a copied card would name another version.
   *
   * @throws UnavailableError `MODEL_UNAVAILABLE` when the card does not belong to its folder.
   */
  checkCard(name: string, version: string, card: Pick<ModelCard, 'name' | 'version'>): void {
    if (card.name === name && card.version === version) return;
    const path = join(this.root, name, version, 'card.json');
    throw unusable(path, `it is the card of ${card.name}@${card.version}, expected ${name}@${version}`);
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
