import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A program from the Go module proxy. Building takes minutes the first time, so it is kept.
 *
 * @param module with its version, such as `sigs.k8s.io/kustomize/kustomize/v5@v5.8.1`.
 * @returns the program's path.
 */
export async function goProgram(name: string, module: string): Promise<string> {
  const version = module.split('@')[1] ?? '';
  const folder = join(homedir(), '.cache', 'seamline', name);
  const program = join(folder, version);
  if (existsSync(program)) return program;
  await mkdir(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder, GOFLAGS: '-trimpath' };
  await run('go', ['install', '-ldflags=-s -w', module], { env, timeout: 600_000 });
  await rename(join(folder, name), program);
  return program;
}
