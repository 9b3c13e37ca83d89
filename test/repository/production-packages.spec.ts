import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const src = join(root, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
);

/** The name of a package: an import may name a file of it, too. */
const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';

it('the program imports only packages that an installation for production has', () => {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'optionalDependencies', Record<string, string>>;
  const known = new Set([...Object.keys(dependencies), ...Object.keys(optionalDependencies)]);
  const packages = files.flatMap((path) =>
    [
      ...readFileSync(join(src, path), 'utf8').matchAll(
        /^(?:import|export) (?!type )(?:[^;'"]* from )?'([^'.][^']*)'/gm,
      ),
    ].map(([, specifier = '']) => ({ path, name: packageOf(specifier) })),
  );
  expect(packages.length).toBeGreaterThan(500);
  expect(packages.filter(({ name }) => !name.startsWith('node:') && !known.has(name))).toEqual([]);
});
