import { execFile, execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../support/test-application.js';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** Why this machine gives no disk of its own to a test; undefined where it does. */
export const noSmallDisk = process.getuid?.() === 0 && canMount() ? undefined : 'needs the right to mount';

export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free; resolves with what frees it again. */
  fill(): Promise<() => Promise<void>>;
}

/** A disk in memory, gone after the test. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await temporaryFolder();
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=777`, 'seamline-test', folder]);
  // Lazily: a server may still have files open there.
  onTestFinished(async () => void (await run('umount', ['--lazy', folder])));
  return {
    folder,
    fill: async () => {
      const filler = join(folder, 'filler');
      await writeFile(filler, Buffer.alloc(megabytes * 2 ** 20)).catch(() => undefined);
      return () => rm(filler);
    },
  };
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
