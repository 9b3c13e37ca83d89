import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';

const libsql = createRequire(import.meta.url).resolve('libsql');

const script = `
  const [, library, file, lockMs] = process.argv;
  const database = new (require(library))(file, { timeout: 10_000 });
  database.exec('begin exclusive');
  process.stdout.write('locked');
  const release = () => { database.exec('commit'); process.exit(0); };
  process.stdin.once('data', release);
  if (Number(lockMs) > 0) setTimeout(release, Number(lockMs));`;

export interface SqliteLock {
  /** False once it was released, or its time was over. */
  readonly held: boolean;
  release(): Promise<void>;
}

/** Another process that holds the file for itself until it is told to let go, or `lockMs` are over. */
export async function lockElsewhere(file: string, lockMs = 0): Promise<SqliteLock> {
  const holder = spawn(process.execPath, ['-e', script, libsql, file, String(lockMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const released = once(holder, 'exit');
  await once(holder.stdout, 'data');
  return {
    get held() {
      return holder.exitCode === null;
    },
    async release() {
      holder.stdin.write('go');
      await released;
    },
  };
}
