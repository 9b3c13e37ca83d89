import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const pythons = ['python3.11', 'python3.12', 'python3.13', 'python3'];

/**
 * A virtual environment with what `requirements.txt` of a folder names, from PyPI, where later runs find it again.
 *
 * @returns its folder `bin`.
 */
export async function prepareVenv(folder: string): Promise<string> {
  const requirements = join(folder, 'requirements.txt');
  const hash = createHash('sha256').update(await readFile(requirements));
  const venv = join(homedir(), '.cache', 'seamline', basename(folder), hash.digest('hex').slice(0, 16));
  const bin = join(venv, 'bin');
  const complete = join(venv, 'complete');
  if (existsSync(complete)) return bin;
  await rm(venv, { recursive: true, force: true });
  await run(await findPython(), ['-m', 'venv', venv], { timeout: 60_000 });
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    // Most of what comes along is never imported.
    '--no-compile',
    '--only-binary',
    ':all:',
    '--requirement',
    requirements,
  ];
  await run(join(bin, 'python'), install, { timeout: 600_000 });
  await writeFile(complete, '');
  return bin;
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
