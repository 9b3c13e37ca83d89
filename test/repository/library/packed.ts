import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rename, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type OnEnd, temporaryFolder } from '../../support/test-application.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');

/** A folder of a stranger's in which Seamline is installed as `npm run package` packs it. */
export interface Installed {
  readonly folder: string;
  /** Runs Node there, and resolves with what it printed; rejects with it when Node fails. */
  node(...args: string[]): Promise<string>;
}

/**
 * Packs Seamline and unpacks it as npm does. The packages that it depends on are linked from here, and no others: so
 * no registry is needed, and one copy of Nest is shared as after an install.
 *
 * @param packages those that can be found. Default: all.
 */
export async function installPacked(onEnd: OnEnd, packages?: readonly string[]): Promise<Installed> {
  const folder = await temporaryFolder(onEnd);
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  const { stdout } = await run(
    process.execPath,
    ['scripts/package.mjs', '--json', '--pack-destination', folder],
    {
      cwd: root,
      maxBuffer: 10_000_000,
    },
  );
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run('tar', ['-xzf', filename], { cwd: folder });
  await rename(join(folder, 'package'), join(modules, 'seamline'));
  for (const name of packages ?? (await installedHere())) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  return {
    folder,
    node: async (...args) => (await run(process.execPath, args, { cwd: folder })).stdout,
  };
}

async function installedHere(): Promise<string[]> {
  const names = await readdir(join(root, 'node_modules'));
  return names.filter((name) => !name.startsWith('.'));
}

/** Copies a file or a folder of the repository beside the installed package. */
export async function copyInto({ folder }: Installed, path: string, name = ''): Promise<void> {
  await cp(join(root, path), join(folder, name), {
    recursive: true,
    filter: (source) => !/(node_modules|dist|data|\.tgz)$/.test(source),
  });
}
