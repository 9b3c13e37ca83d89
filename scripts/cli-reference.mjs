// Writes the sections of docs/cli.md from the tree of commands: `node scripts/run.mjs scripts/cli-reference.mjs` after a
// build. What stands above the first section stays.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { createProgram } = await import(join(root, 'dist/cli/program.js'));
const { referenceOf } = await import(join(root, 'dist/cli/reference.js'));
const file = join(root, 'docs/cli.md');
const [above] = readFileSync(file, 'utf8').split(/^## /m);
writeFileSync(file, above + referenceOf(createProgram()).join('\n'));
