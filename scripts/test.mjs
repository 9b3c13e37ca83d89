// `npm test [-- vitest's arguments]`: installs and builds what is missing or stale, runs the tests, and ends with what
// was skipped and why, and one line of counts. `--long` first runs the `*.long-spec.ts` files instead.
import { resolve } from 'node:path';
import { endWithNpm } from './end-with-npm.mjs';
import { prepare } from './prepare/prepare.mjs';
import { summarize } from './test-summary.mjs';

const args = process.argv.slice(2);
const long = args[0] === '--long';

endWithNpm();
if (await prepare(resolve(import.meta.dirname, '..'))) {
  const { parseCLI, startVitest } = await import('vitest/node');
  const { filter, options } = parseCLI(['vitest', 'run', ...(long ? args.slice(1) : args)]);
  const longRun = { include: ['{src,test}/**/*.long-spec.ts'], maxWorkers: 1, passWithNoTests: true };
  const vitest = await startVitest('test', filter, { ...options, ...(long && longRun) });
  const { lines, failed } = summarize(vitest.state, { serversAreDue: process.env.CI === 'true' });
  if (failed > 0) process.exitCode = 1;
  // Whatever a test has left open must not keep the command from ending.
  process.stdout.write(`\n${lines.join('\n')}\n`, () => process.exit());
}
