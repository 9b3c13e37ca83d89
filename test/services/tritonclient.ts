import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonWith } from './python-packages.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../tritonclient/', import.meta.url));

export interface Tritonclient {
  /** Runs test/tritonclient/client.py and answers what it prints. */
  report<Report>(protocol: 'http' | 'grpc', address: string, picturePath: string): Promise<Report>;
}

/** Triton's Python client, installed from PyPI. */
export async function prepareTritonclient(): Promise<Tritonclient> {
  const python = await pythonWith(join(folder, 'requirements.txt'));
  return {
    async report(...args) {
      const { stdout } = await run(python, [join(folder, 'client.py'), ...args], { timeout: 60_000 });
      return JSON.parse(stdout) as never;
    },
  };
}
