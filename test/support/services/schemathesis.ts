import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { prepareVenv } from './python.js';

const timeoutMs = 240_000;

export interface Schemathesis {
  /** Runs `st run` in a folder, where it leaves what it found, and answers how it ended (0: nothing was found), and what it printed. */
  run(cwd: string, ...args: readonly string[]): Promise<{ readonly code: unknown; readonly output: string }>;
}

/** Schemathesis, which asks a service whatever its OpenAPI document allows, from PyPI. */
export async function prepareSchemathesis(): Promise<Schemathesis> {
  const program = join(await prepareVenv(resolve(import.meta.dirname, 'schemathesis')), 'st');
  return {
    run: (cwd, ...args) =>
      new Promise((done) => {
        const limits = { cwd, timeout: timeoutMs, maxBuffer: 50_000_000 };
        execFile(program, ['run', '--no-color', ...args], limits, (error, stdout, stderr) =>
          done({ code: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
        );
      }),
  };
}
