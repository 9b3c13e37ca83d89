import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface SeamlineProcess {
  readonly pid: number;
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves with the URL once it says that it is ready. */
  readonly ready: Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/**
 * The built program as a process of its own, killed when the test ends.
 *
 * @param words what Node runs. Default: the program.
 * @param cwd the folder that it is in. Default: this repository.
 */
export function startSeamline(
  settings: Readonly<Record<string, string>>,
  { words = ['dist/main.js'], cwd = '.' }: { words?: readonly string[]; cwd?: string } = {},
): SeamlineProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, words, {
    cwd,
    env: { PATH, HOME, NO_COLOR: '1', ...settings },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ready: untilReady(child, () => output),
    signal: (signal) => void child.kill(signal),
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const [code, endedBy] = await exited;
      return code ?? endedBy;
    },
  };
}

function untilReady(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, url] = /(http:\S+): roles .* ready after/.exec(output()) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(`Seamline ended before it was ready:\n${output()}`)));
  });
}
