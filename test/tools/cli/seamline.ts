import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';

export type Settings = Readonly<Record<string, string>>;

export const seamlineFile = resolve(import.meta.dirname, '../../../dist/tools/cli/seamline.js');

/** `seamline` as users run it, killed when the test ends. */
export function seamline(settings: Settings, ...words: string[]) {
  return start(settings, process.execPath, [seamlineFile, ...words]);
}

/** The same as `npm run` starts it: what is missing is installed and built first. */
export function prepared(settings: Settings, ...words: string[]) {
  return start(settings, process.execPath, ['scripts/run.mjs', seamlineFile, ...words]);
}

/** Its output in a real pipe: `reader` is what stands behind the `|`. Of a pipe the notes and the code are known. */
export function piped(settings: Settings, reader: string, ...words: string[]) {
  const quoted = [process.execPath, seamlineFile, ...words].map((word) => `'${word}'`).join(' ');
  return start(settings, 'bash', ['-o', 'pipefail', '-c', `${quoted} | ${reader}`]);
}

function start(settings: Settings, program: string, words: readonly string[]) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, words, { env: { PATH, HOME, ...settings } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { output: '', notes: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.notes += text));
  return { child, printed, code: exitCode(child) };
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  const [code, signal] = (await once(child, 'close')) as unknown[];
  return code ?? signal;
}

export async function run(settings: Settings, ...words: string[]) {
  const { printed, code } = seamline(settings, ...words);
  return { code: await code, ...printed };
}
