import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/test-application.js';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Lock {
  readonly packages: Readonly<Record<string, object>>;
}

const script = join(root, 'scripts/dependencies.mjs');

/** The complaints of `npm run dependencies -- --check` about a lockfile with these packages more. */
async function complaints(more: Readonly<Record<string, object>> = {}): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const file = join(await temporaryFolder(), 'package-lock.json');
  await writeFile(file, JSON.stringify({ ...lock, packages: { ...lock.packages, ...more } }));
  return run(process.execPath, [script, '--check', '--lock', file]).then(
    () => '',
    (error: { readonly stderr: string }) => error.stderr,
  );
}

it('lists every production dependency with a licence that is allowed and no unknown install script', async () => {
  expect(await complaints()).toBe('');
});

it.each([
  [
    'another licence',
    { license: 'GPL-3.0' },
    'new-one@1.0.0 has the licence GPL-3.0, which is not among 0BSD',
  ],
  ['no licence', {}, 'new-one@1.0.0 has the licence unknown'],
  [
    'an install script',
    { license: 'MIT', hasInstallScript: true },
    'has an install script that nobody has looked at',
  ],
  ['a name that is not listed', { license: 'MIT' }, 'run `npm run dependencies`'],
])('refuses a package with %s', async (_, entry, reason) => {
  expect(await complaints({ 'node_modules/new-one': { version: '1.0.0', ...entry } })).toContain(reason);
});

it('lets one of several licences be enough, and asks nothing of packages for development', async () => {
  const choice = { version: '1.0.0', license: '(GPL-3.0 OR MIT)' };
  expect(await complaints({ 'node_modules/new-one': choice })).not.toContain('licence');
  expect(await complaints({ 'node_modules/new-one': { ...choice, license: 'GPL-3.0', dev: true } })).toBe('');
});

it('makes a bill of materials', async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'sbom'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { bomFormat, components } = JSON.parse(stdout) as {
    bomFormat: string;
    components: { name: string }[];
  };
  const names = components.map(({ name }) => name);
  expect(bomFormat).toBe('CycloneDX');
  expect(names).toContain('sharp');
  expect(names).not.toContain('vitest');
});
