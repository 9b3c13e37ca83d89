// `npm run bench [-- questions and options]`: installs and builds what is missing or stale, then measures what is built.
import { register } from 'node:module';
import { resolve } from 'node:path';
import { endWithNpm } from './end-with-npm.mjs';
import { prepare } from './prepare/prepare.mjs';

endWithNpm();
if (await prepare(resolve(import.meta.dirname, '..'), { development: true })) {
  register('./typescript.mjs', import.meta.url);
  await import('../bench/main.ts');
}
