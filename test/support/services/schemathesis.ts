import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { prepareVenv } from './python.js';

export interface Run {
  /** Its `schemathesis.toml`. */
  readonly config: string;
  /** Where it leaves what it found. */
  readonly cwd: string;
  /** When it is ended. */
  readonly limitSeconds: number;
}

export interface Schemathesis {
  /** Runs `st run`, and answers how it ended (0: nothing was found), and what it printed. */
  run(how: Run, ...args: readonly string[]): Promise<{ readonly code: unknown; readonly output: string }>;
}

/** Schemathesis, which asks a service whatever its OpenAPI document allows, from PyPI. */
export async function prepareSchemathesis(): Promise<Schemathesis> {
  const program = join(await prepareVenv(resolve(import.meta.dirname, 'schemathesis')), 'st');
  return {
    run: ({ config, cwd, limitSeconds }, ...args) =>
      new Promise((done) => {
        const limits = { cwd, timeout: limitSeconds * 1_000, maxBuffer: 50_000_000 };
        const all = ['--config-file', config, 'run', '--no-color', ...args];
        execFile(program, all, limits, (error, stdout, stderr) =>
          done({ code: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
        );
      }),
  };
}
