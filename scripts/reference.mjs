// Writes the references of docs/ from the program: `npm run reference`. docs/cli.md from the tree of
// commands, docs/settings.md from the settings. The text above the first section of each stays.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare/prepare.mjs';

const root = join(import.meta.dirname, '..');
if (!(await prepare(root))) process.exit(1);

const { createProgram } = await import(join(root, 'dist/tools/cli/program.js'));
const { referenceOf } = await import(join(root, 'dist/tools/cli/reference.js'));
rewrite('docs/cli.md', referenceOf(await createProgram()).join('\n'));

const { settingsReference } = await import(join(root, 'dist/foundation/config/settings.reference.js'));
const { environment } = await import(join(root, 'dist/configuration.js'));
rewrite('docs/settings.md', settingsReference(readFileSync(join(root, '.env.example'), 'utf8'), environment));

function rewrite(path, sections) {
  const file = join(root, path);
  const [above] = readFileSync(file, 'utf8').split(/^## /m);
  writeFileSync(file, above + sections);
}
