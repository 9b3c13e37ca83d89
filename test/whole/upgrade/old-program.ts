import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');

/** The program of an earlier commit, built in a temporary folder. */
export interface OldProgram {
  readonly commit: string;
  readonly folder: string;
  /** Its `dist/main.js`. */
  readonly main: string;
  remove(): Promise<void>;
}

/** Why this clone cannot build that commit; undefined when it can. */
export async function whyNotInClone(commit: string): Promise<string | undefined> {
  try {
    await run('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root });
    return undefined;
  } catch {
    return `the commit ${commit} is not in this clone, which is shallow or no clone at all`;
  }
}

/** Takes the commit's files out of the repository and compiles them. The working tree stays as it is. */
export async function buildOldProgram(commit: string): Promise<OldProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-old-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    await mkdir(join(folder, 'program'));
    const program = join(folder, 'program');
    const archive = join(folder, 'program.tar');
    await run('git', ['archive', '--output', archive, commit], { cwd: root });
    await run('tar', ['-xf', archive, '-C', program]);
    await providePackages(program);
    const compiler = join(program, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: program });
    return { commit, folder: program, main: join(program, 'dist/main.js'), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Our own packages where the commit asks for the same ones, else its own. */
async function providePackages(program: string): Promise<void> {
  if ((await packagesOf(program)) === (await packagesOf(root))) {
    await symlink(join(root, 'node_modules'), join(program, 'node_modules'));
  } else {
    await run('npm', ['ci', '--prefer-offline', '--no-progress'], { cwd: program, timeout: 600_000 });
  }
}

async function packagesOf(folder: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  // The entry without a name is the project itself, whose version says nothing about its packages.
  const { '': _project, ...packages } = lock.packages;
  return JSON.stringify(packages);
}
