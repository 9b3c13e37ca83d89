import { spawn } from 'node:child_process';

/**
 * Runs a program to its end.
 *
 * @returns what it printed; undefined when the program itself is not there.
 * @throws Error with its last words when it fails or runs past `limitMs`.
 */
export function run(program, args, { limitMs, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', (error) => (error.code === 'ENOENT' ? resolve(undefined) : reject(error)));
    child.once('close', (status, signal) => {
      const text = Buffer.concat(output).toString();
      if (status === 0) return resolve(text);
      const end = signal ? `was stopped after ${limitMs / 1000} s` : `ended with status ${status}`;
      reject(new Error(`${program} ${end}: ${text.trim().split('\n').slice(-3).join(' | ')}`));
    });
  });
}

/** Which of these programs cannot be started here. */
export async function missing(programs) {
  const found = await Promise.all(
    programs.map((program) => run(program, ['--version'], { limitMs: 20_000 }).catch(() => undefined)),
  );
  return programs.filter((_, index) => found[index] === undefined);
}
