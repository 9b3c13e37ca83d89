// Lets Node run the TypeScript of bench/, tools/ and test/support as it is: `node --import ./scripts/typescript.mjs`.
// What they import from src comes out of dist, so that what is measured is the program as it is built.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const root = path.resolve(import.meta.dirname, '..');
const urlOf = (...parts) => pathToFileURL(path.join(root, ...parts)).href;
const source = urlOf('src/');

// The hooks run in a thread of their own, which loads this file again.
if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  if (!specifier.startsWith('.') || !context.parentURL) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  if (href.startsWith(source)) return next(urlOf('dist/', href.slice(source.length)), context);
  const typescript = href.replace(/\.js$/, '.ts');
  return next(existsSync(fileURLToPath(typescript)) ? typescript : href, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { transpile } = await import('./prepare/transpile.mjs');
  const { code, map } = await transpile(fileURLToPath(url), await readFile(fileURLToPath(url), 'utf8'));
  const inlined = Buffer.from(JSON.stringify(map)).toString('base64');
  const mapped = `${code}//# sourceMappingURL=data:application/json;base64,${inlined}\n`;
  return { format: 'module', source: mapped, shortCircuit: true };
}
