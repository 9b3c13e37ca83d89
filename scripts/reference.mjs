// Writes the references of docs/ from what they describe: `npm run reference`. Of docs/cli.md, the sections of the
// commands; what stands above the first section stays.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare/prepare.mjs';

const root = join(import.meta.dirname, '..');
if (!(await prepare(root, { build: true }))) process.exit(1);

const { createProgram } = await import(join(root, 'dist/cli/program.js'));
const { referenceOf } = await import(join(root, 'dist/cli/reference.js'));
rewrite('docs/cli.md', referenceOf(createProgram()).join('\n'));

function rewrite(path, sections) {
  const file = join(root, path);
  const [above] = readFileSync(file, 'utf8').split(/^## /m);
  writeFileSync(file, above + sections);
}
