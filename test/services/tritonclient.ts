import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../tritonclient/', import.meta.url));
const pythons = ['python3.11', 'python3.12', 'python3.13', 'python3'];

export interface Tritonclient {
  /** Runs test/tritonclient/client.py and answers what it prints. */
  report<Report>(protocol: 'http' | 'grpc', address: string, picturePath: string): Promise<Report>;
}

/** Triton's Python client, installed from PyPI into a folder that later runs find again. */
export async function prepareTritonclient(): Promise<Tritonclient> {
  const requirements = join(folder, 'requirements.txt');
  const hash = createHash('sha256').update(await readFile(requirements));
  const venv = join(homedir(), '.cache', 'seamline', 'tritonclient', hash.digest('hex').slice(0, 16));
  const python = join(venv, 'bin', 'python');
  const complete = join(venv, 'complete');
  if (!existsSync(complete)) {
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
  }
  return {
    async report(...args) {
      const { stdout } = await run(python, [join(folder, 'client.py'), ...args], { timeout: 60_000 });
      return JSON.parse(stdout) as never;
    },
  };
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
