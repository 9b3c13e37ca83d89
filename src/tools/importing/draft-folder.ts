import { rmSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** In milliseconds. Processes of another machine cannot be looked up; no import takes so long. */
const maxAgeMs = 24 * 60 * 60 * 1000;

/** The draft's name says which process fills it: `.import-<process>-<host>`. Older versions wrote no host. */
const pattern = /^\.import-(\d+)(?:-(.*))?$/;

/** The folder that this process fills. It is beside the models, so that one rename moves it to its place. */
export const draftFolder = (modelsDirectory: string): string =>
  join(modelsDirectory, `.import-${process.pid}-${hostname()}`);

/** Removes the drafts of imports that were killed. A draft that cannot be removed stays. */
export async function removeDeadDrafts(modelsDirectory: string): Promise<void> {
  for (const name of await readdir(modelsDirectory)) {
    const [, pid, host = hostname()] = pattern.exec(name) ?? [];
    if (pid === undefined) continue;
    const draft = join(modelsDirectory, name);
    // A container's process has the same id after each start: a draft of this process is of one before it.
    const isDead = host === hostname() && (Number(pid) === process.pid || !isRunning(Number(pid)));
    if (isDead || (await isOld(draft))) await rm(draft, { recursive: true, force: true }).catch(() => {});
  }
}

/** Removes the draft when a signal ends the process. @returns what takes the listeners away. */
export function removeOnSignal(draft: string): () => void {
  const end = (signal: NodeJS.Signals) => {
    stop();
    try {
      rmSync(draft, { recursive: true, force: true, maxRetries: 3 });
    } finally {
      process.kill(process.pid, signal);
    }
  };
  const stop = () => signals.forEach((signal) => process.off(signal, end));
  signals.forEach((signal) => process.once(signal, end));
  return stop;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const isOld = async (draft: string): Promise<boolean> => {
  const found = await stat(draft).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > maxAgeMs;
};
