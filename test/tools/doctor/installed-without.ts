import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../../support/test-application.js';

const root = resolve(import.meta.dirname, '../../..');

/** The built program in a folder of its own, beside all packages but this one, which has a scope. */
export async function installedWithout(missing: string): Promise<string> {
  const folder = await temporaryFolder();
  const [scope = '', name = ''] = missing.split('/');
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await linkAll(join(root, 'node_modules'), join(folder, 'node_modules'), scope);
  await linkAll(join(root, 'node_modules', scope), join(folder, 'node_modules', scope), name);
  return join(folder, 'dist/tools/cli/seamline.js');
}

async function linkAll(from: string, to: string, exceptFor: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== exceptFor) await symlink(join(from, name), join(to, name), 'junction');
  }
}
