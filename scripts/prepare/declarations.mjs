import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintText } from './build.mjs';
import { Refusal } from './refusal.mjs';
import { runNode } from './spawn.mjs';

const stampOf = (root) => join(root, 'dist', '.declarations');

/** Whether dist has the library's declarations of exactly the sources that are there now. */
export function areDeclared(root) {
  return existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === fingerprintText(root);
}

/** Writes the types of what the library exports to dist, which takes the compiler: the transpiler knows no types. */
export async function declare(root) {
  rmSync(stampOf(root), { force: true });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { code, output } = await runNode([compiler, '-p', 'tsconfig.library.json'], { cwd: root });
  if (code !== 0) throw new Refusal(`the library does not compile:\n${output}`);
  writeFileSync(stampOf(root), fingerprintText(root));
}
