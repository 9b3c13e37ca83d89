import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../support/test-application.js';

export const root = resolve(import.meta.dirname, '../../..');
const script = join(import.meta.dirname, 'metadata.mjs');

/** The types in the metadata of all decorated classes of a built program, by file, class, member and key. */
export async function metadataOf(dist: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, dist], { maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as Record<string, string>;
}

/** A folder in which another `dist` finds what it needs to be loaded. Returns the path of that `dist`, which is empty. */
export async function placeForDist(): Promise<string> {
  const folder = await temporaryFolder();
  for (const part of ['package.json', 'packages', 'src/api/inference'])
    await cp(join(root, part), join(folder, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await mkdir(join(folder, 'dist'));
  return join(folder, 'dist');
}
