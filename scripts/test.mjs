// `npm test [-- vitest's arguments]`: installs and builds what is missing or stale, runs the tests, and ends with what
// was skipped and why, and one line of counts. `--long` first runs the `*.long-spec.ts` files instead. `--record <file>`
// keeps the results; `--complete <file>` runs the files of which that run had to skip cases for want of the native
// library or the real test set, and counts both runs as one.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { endWithNpm } from './end-with-npm.mjs';
import { prepare } from './prepare/prepare.mjs';
import { filesToComplete, inOne, resultsOf, summarize } from './test-summary.mjs';

const args = process.argv.slice(2);
const long = args[0] === '--long';
const record = valueOf('--record');
const completes = valueOf('--complete');

endWithNpm();
if (await prepare(resolve(import.meta.dirname, '..'), { development: true })) {
  const before = completes && JSON.parse(readFileSync(completes, 'utf8'));
  const results = await run(before ? filesToComplete(before) : undefined);
  if (record) writeFileSync(record, JSON.stringify(results));
  const all = before ? inOne(before, results) : results;
  const { lines, failed } = summarize(all, { serversAreDue: process.env.CI === 'true' });
  if (failed > 0) process.exitCode = 1;
  // Whatever a test has left open must not keep the command from ending.
  process.stdout.write(`\n${lines.join('\n')}\n`, () => process.exit());
}

/** @param files only these, instead of those that the arguments name. */
async function run(files) {
  if (files?.length === 0) return { cases: [], errors: 0 };
  const { parseCLI, startVitest } = await import('vitest/node');
  const { filter, options } = parseCLI(['vitest', 'run', ...(long ? args.slice(1) : args)]);
  const longRun = { include: ['{src,test}/**/*.long-spec.ts'], maxWorkers: 1, passWithNoTests: true };
  const vitest = await startVitest('test', files ?? filter, { ...options, ...(long && longRun) });
  return resultsOf(vitest.state);
}

/** What follows an argument; both are taken away from those that are vitest's. */
function valueOf(name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}
