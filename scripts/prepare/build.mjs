import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.mjs';
import { runNode } from './spawn.mjs';

const stampOf = (root) => join(root, 'dist', '.sources');

/** Whether dist was built from exactly the sources that are there now. */
export function isBuilt(root) {
  return readStamp(root) === fingerprint(root);
}

/** Compiles src to dist, and only what has changed since the last time. */
export async function build(root) {
  const before = readStamp(root);
  const sources = fingerprint(root);
  rmSync(stampOf(root), { force: true });
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { code, output } = await runNode([compiler, '-p', 'tsconfig.build.json', '--noEmitOnError'], {
    cwd: root,
  });
  if (code !== 0) throw new Refusal(`src does not compile:\n${output}`);
  removeLeftovers(root, before, sources);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampOf(root), sources);
}

/** One line for each file that the result depends on: its hash and its path. Times say nothing after a git checkout. */
function fingerprint(root) {
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`);
  return ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...sources.toSorted()]
    .map(
      (path) =>
        `${createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')} ${path}\n`,
    )
    .join('');
}

function readStamp(root) {
  return existsSync(stampOf(root)) ? readFileSync(stampOf(root), 'utf8') : '';
}

/** The compiler leaves the output of a source that is gone. */
function removeLeftovers(root, before, now) {
  const output = (stamp) => stamp.match(/(?<= src\/).+(?=\.ts$)/gm) ?? [];
  const kept = new Set(output(now));
  for (const path of output(before).filter((path) => !kept.has(path))) {
    for (const ending of ['.js', '.js.map', '.d.ts'])
      rmSync(join(root, 'dist', path + ending), { force: true });
  }
}
