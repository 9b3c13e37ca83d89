import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';

/** Several machines or containers may share a folder; a process id is valid only on its own host. */
const host = hostname().replaceAll(/[^\w-]/g, '_');
const ours = new Set<string>();

/** The name of a process's journal; it contains host and process id. */
export function journalName(): string {
  const name = `${host}.${process.pid}.${randomBytes(4).toString('hex')}.journal`;
  ours.add(name);
  return name;
}

export function releaseJournal(file: string): void {
  ours.delete(basename(file));
}

/** Journals of dead processes of this host, renamed so that no other process takes them too. */
export function adoptJournals(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.journal') && isLeftBehind(name))
    .flatMap((name) => {
      const mine = join(directory, journalName());
      try {
        renameSync(join(directory, name), mine);
        return [mine];
      } catch {
        return [];
      }
    });
}

function isLeftBehind(name: string): boolean {
  const [owner, pid] = name.split('.');
  if (owner !== host || ours.has(name)) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
