import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * Removes ONNX Runtime's libraries for other platforms: the package has those of all, 290 MB, and needs one.
 *
 * @param root the folder with node_modules
 * @returns the folders that were removed, as `win32/x64`.
 */
export async function removeForeignLibraries(root) {
  const folder = join(root, 'node_modules/onnxruntime-node/bin');
  if (!existsSync(folder)) return [];
  const removed = [];
  for (const version of await readdir(folder)) {
    for (const platform of await readdir(join(folder, version))) {
      for (const arch of await readdir(join(folder, version, platform))) {
        if (platform === process.platform && arch === process.arch) continue;
        await rm(join(folder, version, platform, arch), { recursive: true });
        removed.push(`${platform}/${arch}`);
      }
    }
  }
  return removed;
}

if (process.argv[1] === import.meta.filename)
  await removeForeignLibraries(resolve(import.meta.dirname, '..'));
