// Runs a program of this project on any machine that has Node: `node scripts/run.mjs dist/main.js [arguments]`.
// What is missing or stale is installed first and, for a program under dist/, built. Settings in `.env` count.
// `--with <package>` before the program installs that package for development, too.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithNpm } from './end-with-npm.mjs';
import { prepare } from './prepare/prepare.mjs';

const root = resolve(import.meta.dirname, '..');
const words = process.argv.slice(2);
const extra = words[0] === '--with' ? words.splice(0, 2)[1] : undefined;
const [program, ...args] = words;
const file = resolve(root, program ?? 'dist/main.js');

endWithNpm();
if (await prepare(root, { build: file.startsWith(join(root, 'dist')), extra })) {
  if (existsSync('.env')) process.loadEnvFile('.env');
  // In this very process: signals arrive once, the exit code is kept, and nothing can be left behind.
  process.argv = [process.argv[0], file, ...args];
  performance.mark('program begins');
  await import(pathToFileURL(file).href);
}
