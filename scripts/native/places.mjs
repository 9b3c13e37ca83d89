import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const tfjsNodeFolder = join(root, 'node_modules/@tensorflow/tfjs-node');

const cacheFolder = join(process.env.CACHE_DIR || join(homedir(), '.cache', 'seamline'), 'libtensorflow');

/** One folder per release of tfjs-node and platform. N-API keeps the add-on valid for every release of Node. */
export const cacheEntry = join(cacheFolder, `tfjs-node-${version()}-${process.platform}-${process.arch}`);

/** N-API version that the add-on is built against, and so the folder where tfjs-node looks for it. */
export const napiVersion = 8;

/** Where tfjs-node, or a cache entry laid out like it, keeps the add-on. */
export const addonFile = (folder) => join(folder, `lib/napi-v${napiVersion}/tfjs_binding.node`);

export async function stagingFolder() {
  await mkdir(cacheFolder, { recursive: true });
  return mkdtemp(`${cacheEntry}.part-`);
}

/** Points tfjs-node's `deps` and `lib` at the cache, so that they come back in an instant after an install. */
export async function link() {
  for (const name of await readdir(cacheEntry)) {
    const place = join(tfjsNodeFolder, name);
    // A service may be running from it.
    if (existsSync(place) && realpathSync(place) === realpathSync(join(cacheEntry, name))) continue;
    await rm(place, { recursive: true, force: true });
    await symlink(join(cacheEntry, name), place, 'junction');
  }
}

function version() {
  const file = join(tfjsNodeFolder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : 'absent';
}
