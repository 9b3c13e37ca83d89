import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type OnEnd, onSuiteFinished, temporaryFolder } from '../support/test-application.js';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Lock {
  readonly packages: Readonly<Record<string, object>>;
}

const list = await readFile(join(root, 'docs/dependencies.md'), 'utf8');
const script = join(root, 'scripts/dependencies.mjs');

type Entries = Readonly<Record<string, object>>;

/** The complaints of `npm run dependencies -- --check` about a lockfile with these packages more, by their names. */
async function complaints(more: Entries = {}, onEnd?: OnEnd): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const file = join(await temporaryFolder(onEnd), 'package-lock.json');
  const added = Object.entries(more).map(
    ([name, entry]) => [`node_modules/${name}`, { version: '1.0.0', ...entry }] as const,
  );
  const packages = { ...lock.packages, ...Object.fromEntries(added) };
  await writeFile(file, JSON.stringify({ ...lock, packages }));
  return run(process.execPath, [script, '--check', '--lock', file]).then(
    () => '',
    (error: { readonly stderr: string }) => error.stderr,
  );
}

it('lists every production dependency with a licence that is allowed and no unknown install script', async () => {
  expect(await complaints()).toBe('');
});

describe('The check', () => {
  const onEnd = onSuiteFinished();
  let said: string;
  beforeAll(async () => {
    const more = {
      copyleft: { license: 'GPL-3.0' },
      nameless: {},
      installing: { license: 'MIT', hasInstallScript: true },
      choice: { license: '(GPL-3.0 OR MIT)' },
    };
    said = await complaints(more, onEnd);
  });

  it.each([
    ['another licence', 'copyleft@1.0.0 has the licence GPL-3.0, which is not among 0BSD'],
    ['no licence', 'nameless@1.0.0 has the licence unknown'],
    ['an install script', 'installing@1.0.0 has an install script that nobody has looked at'],
    ['a name that is not listed', 'run `npm run dependencies`'],
  ])('refuses a package with %s', (_, reason) => {
    expect(said).toContain(reason);
  });

  it('lets one of several licences be enough, and asks nothing of packages for development', async () => {
    expect(said).not.toContain('choice@');
    expect(await complaints({ copyleft: { license: 'GPL-3.0', dev: true } })).toBe('');
  });
});

interface Bom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

it('prints a bill of materials: the packages of the list, their checksums and what each needs', async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'sbom'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { bomFormat, metadata, components, dependencies } = JSON.parse(stdout) as Bom;
  expect(bomFormat).toBe('CycloneDX');
  const refs = components.map((component) => component['bom-ref']);
  const rows = [...list.matchAll(/^\| `(\S+)` +\| (\S+) +\|.*\|.*\|.*\|$/gm)].map(
    ([, name, at]) => `${name}@${at}`,
  );
  // The list leaves out what is a folder of this repository.
  const own = refs.filter((ref) => ref.startsWith('@tensorflow/tfjs@'));
  expect(own).toHaveLength(1);
  expect(refs.toSorted()).toEqual([...rows, ...own].toSorted());
  for (const { name, hashes } of components.filter((component) => !own.includes(component['bom-ref'])))
    expect(hashes, name).toEqual([
      { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as string },
    ]);
  const of = (ref: string) => dependencies.find((each) => each.ref === ref)?.dependsOn ?? [];
  expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
  const sharp = of(metadata.component['bom-ref']).find((ref) => ref.startsWith('sharp@'));
  expect(of(String(sharp)).some((ref) => ref.startsWith('@img/sharp-linux-x64@'))).toBe(true);
});
