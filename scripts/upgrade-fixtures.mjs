// `npm run upgrade-fixtures -- [commit]`: builds the program of a commit, runs it on each broker and each database, and
// writes what it leaves there to test/whole/upgrade/fixtures/<commit>, where the tests of upgrades read it.
import { register } from 'node:module';
import { resolve } from 'node:path';
import { endWithNpm } from './end-with-npm.mjs';
import { prepare } from './prepare/prepare.mjs';

const firstRelease = '0e34454';

endWithNpm();
if (await prepare(resolve(import.meta.dirname, '..'), { development: true })) {
  register('./typescript.mjs', import.meta.url);
  const { makeFixtures } = await import('../test/whole/upgrade/make-fixtures.ts');
  await makeFixtures(process.argv[2] ?? firstRelease);
  // What a client library has left open must not keep the command from ending.
  process.exit();
}
