// `npm run package [-- npm pack's options]`: builds, writes the library's declarations, and packs what other
// applications install: `seamline-<version>.tgz`.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { npmScript } from './prepare/install.mjs';
import { prepare } from './prepare/prepare.mjs';

const root = resolve(import.meta.dirname, '..');
if (await prepare(root, { declarations: true, development: true })) {
  const { status } = spawnSync(process.execPath, [npmScript(), 'pack', ...process.argv.slice(2), root], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
