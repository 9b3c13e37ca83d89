// `npm run check`: formatting, lint and types, every one of them even when an earlier one fails.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { prepare } from './prepare/prepare.mjs';

const root = resolve(import.meta.dirname, '..');
const checks = {
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  lint: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'],
  types: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.check.json'],
};

if (await prepare(root, { build: false, development: true })) {
  for (const [name, command] of Object.entries(checks)) {
    const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
    console.log(`${name}: ${status === 0 ? 'ok' : 'failed'}`);
    if (status !== 0) process.exitCode = 1;
  }
}
