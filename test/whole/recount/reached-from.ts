import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const importing = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** These files, and all that they import, directly or not: absolute paths, and names of packages. */
export function reachedFrom(paths: readonly string[]): string[] {
  const reached = new Set(paths.map((path) => resolve(path)));
  for (const path of reached) {
    if (!path.endsWith('.ts')) continue;
    for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(importing)) {
      const isOurs = specifier.startsWith('.');
      reached.add(isOurs ? resolve(dirname(path), specifier).replace(/\.js$/, '.ts') : specifier);
    }
  }
  return [...reached];
}
