import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const pythons = ['python3.11', 'python3.12', 'python3.13', 'python3'];

/**
 * A Python that has the packages of a requirements file, in a folder that later runs find again.
 *
 * @returns The interpreter's path.
 * @throws Error when there is no Python with venv, or a package cannot be had.
 */
export async function pythonWith(requirements: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(requirements));
  const name = basename(dirname(requirements));
  const venv = join(homedir(), '.cache', 'seamline', name, hash.digest('hex').slice(0, 16));
  const python = join(venv, 'bin', 'python');
  const complete = join(venv, 'complete');
  if (existsSync(complete)) return python;
  await rm(venv, { recursive: true, force: true });
  await run(await findPython(), ['-m', 'venv', venv], { timeout: 60_000 });
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--only-binary',
    ':all:',
    '--requirement',
    requirements,
  ];
  await run(python, install, { timeout: 240_000 });
  await writeFile(complete, '');
  return python;
}

async function findPython(): Promise<string> {
  for (const python of pythons) {
    const works = await run(python, ['-c', 'import venv, ensurepip'], { timeout: 20_000 }).catch(
      () => undefined,
    );
    if (works) return python;
  }
  throw new Error(`no Python with venv: looked for ${pythons.join(', ')}`);
}
