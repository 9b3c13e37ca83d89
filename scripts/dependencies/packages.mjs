import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { productionEntries } from './lock.mjs';

const binary = /\.(node|so|dylib|dll|exe)(\.\d+)*$/;

/**
 * Every package that an installation without development packages can have on any platform, sorted by name: from the
 * lockfile, and for native code without a platform of its own from the installed files.
 */
export function productionPackages(root, lockFile) {
  const found = new Map();
  for (const [path, entry] of productionEntries(lockFile).entries) {
    if (!entry.isLink) found.set(`${entry.name}@${entry.version}`, describe(entry, join(root, path)));
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function describe({ name, version, license, hasInstallScript, os, cpu }, folder) {
  const platform = [...(os ?? []), ...(cpu ?? [])].join(' ');
  return {
    name,
    version,
    licence: license ?? 'unknown',
    script: hasInstallScript === true,
    native: platform || (hasBinary(folder) ? 'every platform' : ''),
  };
}

/** Links are left out: `npm run native` makes some. */
function hasBinary(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && binary.test(entry.name) && !isOfAnother(entry.parentPath, folder),
    );
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** A package within this one has a row of its own. */
const isOfAnother = (path, folder) => path.slice(folder.length).includes('node_modules');
