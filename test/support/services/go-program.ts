import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A program from the Go module proxy. Building takes minutes the first time, so it is kept.
 *
 * @param module with its version, such as `sigs.k8s.io/kustomize/kustomize/v5@v5.8.1`.
 * @param built the name that Go gives the program.
 * @returns the program's path.
 */
export async function goProgram(name: string, module: string, built = name): Promise<string> {
  const version = module.split('@')[1] ?? '';
  const folder = join(homedir(), '.cache', 'seamline', name);
  const program = join(folder, version);
  if (existsSync(program)) return program;
  await mkdir(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' };
  await run('go', ['install', '-ldflags=-s -w', module], { env, timeout: 600_000 });
  await rename(join(folder, built), program);
  return program;
}

/**
 * The program of a folder here. Building takes minutes the first time, so it is kept until its source changes.
 *
 * @param source the folder: main.go, go.mod and go.sum.
 * @returns the program's path.
 */
export async function buildGoProgram(source: string): Promise<string> {
  const name = basename(source);
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(await readFile(join(source, file)));
  const folder = join(homedir(), '.cache', 'seamline', name, hash.digest('hex').slice(0, 16));
  const program = join(folder, name);
  if (existsSync(program)) return program;
  await mkdir(folder, { recursive: true });
  const fresh = `${program}.${process.pid}`;
  const build = ['build', '-trimpath', '-ldflags=-s -w', '-o', fresh, '.'];
  await run('go', build, { cwd: source, timeout: 600_000 });
  await rename(fresh, program);
  return program;
}
