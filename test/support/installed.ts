import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from './test-application.js';

const root = resolve(import.meta.dirname, '../..');

/** The built program in a folder of its own, beside all packages but this one. */
export async function installedWithout(missing: string): Promise<string> {
  const [first = '', name] = missing.split('/');
  const others = (await names(join(root, 'node_modules'))).filter((each) => each !== first);
  const inScope = name === undefined ? [] : await names(join(root, 'node_modules', first));
  const neighbours = inScope.filter((each) => each !== name);
  return installedWith([...others, ...neighbours.map((each) => join(first, each))]);
}

/** The built program in a folder of its own, beside these packages; importing any other fails. */
export async function installedWith(packages: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const part of ['dist', 'packages', 'package.json'])
    await cp(join(root, part), join(folder, part), { recursive: true, filter: runs });
  for (const name of packages) {
    const place = join(folder, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(root, 'node_modules', name), place, 'junction');
  }
  return join(folder, 'dist/tools/cli/seamline.js');
}

const runs = (path: string) => !/\.(map|d\.ts)$/.test(path);

async function names(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.'));
}
