import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { prepareVenv } from './python.js';

const run = promisify(execFile);
const folder = resolve(import.meta.dirname, 'tritonclient');

export interface Tritonclient {
  /** Runs test/support/services/tritonclient/client.py and answers what it prints. */
  report<Report>(protocol: 'http' | 'grpc', address: string, picturePath: string): Promise<Report>;
}

/** Triton's Python client, installed from PyPI. */
export async function prepareTritonclient(): Promise<Tritonclient> {
  const python = join(await prepareVenv(folder), 'python');
  return {
    async report(...args) {
      const { stdout } = await run(python, [join(folder, 'client.py'), ...args], { timeout: 60_000 });
      return JSON.parse(stdout) as never;
    },
  };
}
