import { readFileSync } from 'node:fs';

const folder = 'node_modules/';

/** The lockfile's packages without those for development, by their paths. A link is the folder that it leads to. */
export function productionEntries(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
  const entries = new Map();
  for (const [path, entry] of Object.entries(packages)) {
    if (!path.includes(folder) || entry.dev) continue;
    const name = path.slice(path.lastIndexOf(folder) + folder.length);
    entries.set(path, {
      name,
      isLink: entry.link === true,
      ...(entry.link ? packages[entry.resolved] : entry),
    });
  }
  return { root: packages[''], entries };
}

/** The package that the one at `path` gets for a name: Node looks in each folder on the way up. */
export function resolved(entries, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf(`/${folder}`)))) {
    const found = entries.get(`${at === '' ? '' : `${at}/`}${folder}${name}`);
    if (found) return found;
    if (at === '') return undefined;
  }
}
