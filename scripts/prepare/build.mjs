import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Refusal } from './refusal.mjs';
import { transpile } from './transpile.mjs';

const settings = ['package-lock.json', 'tsconfig.json'];
const stampOf = (root) => join(root, 'dist', '.sources');

/** Whether dist was built from exactly the sources that are there now. */
export function isBuilt(root) {
  return readStamp(root) === fingerprintText(root);
}

/** What dist depends on, as a text that two states of the sources share only when they are the same. */
export const fingerprintText = (root) => textOf(fingerprint(root));

/** Transpiles src to dist, and only what has changed since the last time. */
export async function build(root) {
  const before = new Map(
    readStamp(root)
      .match(/^.+$/gm)
      ?.map((line) => line.split(' ').toReversed()),
  );
  const now = fingerprint(root);
  const isSame = (path) => before.get(path) === now.get(path);
  // tsc's note says what tsc has written, which is about to be overwritten: it would leave that alone.
  for (const file of [stampOf(root), join(root, 'dist', '.tsbuildinfo')]) rmSync(file, { force: true });
  removeLeftovers(root, before, now);
  const sources = [...now.keys()].filter((path) => path.endsWith('.ts'));
  const stale = settings.every(isSame) ? sources.filter((path) => !isSame(path)) : sources;
  const refusals = (await Promise.all(stale.map((path) => write(root, path)))).filter(Boolean);
  if (refusals.length > 0) throw new Refusal(`src does not compile:\n${refusals.join('\n')}`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampOf(root), textOf(now));
}

/** Writes a source's JavaScript and its source map; what is no TypeScript is the answer, in words. */
async function write(root, path) {
  try {
    const file = join(root, outputOf(path, '.js'));
    const { code, map } = await transpile(path, readFileSync(join(root, path), 'utf8'));
    // The sources stand beside dist; a second copy in each map would double its size.
    const { sourcesContent: _sourcesContent, ...placed } = map;
    placed.sources = [relative(dirname(file), join(root, path)).replaceAll('\\', '/')];
    const name = file.slice(dirname(file).length + 1);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.map`, JSON.stringify(placed));
    writeFileSync(file, `${code}//# sourceMappingURL=${name}.map\n`);
    // A program, which `npx` runs as it is.
    if (code.startsWith('#!')) chmodSync(file, 0o755);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

const outputOf = (path, ending) => path.replace(/^src/, 'dist').replace(/\.ts$/, ending);

/** The hash of each file that the result depends on. Times say nothing after a git checkout. */
function fingerprint(root) {
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`);
  const hashOf = (path) =>
    createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex');
  return new Map([...settings, ...sources.toSorted()].map((path) => [path, hashOf(path)]));
}

/** One line for each file: its hash and its path. */
const textOf = (hashes) => [...hashes].map(([path, hash]) => `${hash} ${path}\n`).join('');

function readStamp(root) {
  return existsSync(stampOf(root)) ? readFileSync(stampOf(root), 'utf8') : '';
}

function removeLeftovers(root, before, now) {
  for (const path of before.keys()) {
    if (now.has(path) || !path.endsWith('.ts')) continue;
    for (const ending of ['.js', '.js.map', '.d.ts'])
      rmSync(join(root, outputOf(path, ending)), { force: true });
  }
}
