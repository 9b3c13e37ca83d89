// `npm run dependencies`: writes docs/dependencies.md, the list of every production dependency. With `--check` it only
// compares, `--lock FILE` reads another lockfile. Exit code 1: the list is out of date, or a package breaks a rule of scripts/dependencies/rules.mjs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { productionPackages } from './dependencies/packages.mjs';
import { knownScripts, problemsOf } from './dependencies/rules.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, lock: { type: 'string' } } });
const root = join(import.meta.dirname, '..');
const file = join(root, 'docs/dependencies.md');
const packages = productionPackages(root, values.lock ?? join(root, 'package-lock.json'));
const problems = problemsOf(packages);
const page = pageOf(packages);
if (values.check) {
  if (readFileSync(file, 'utf8') !== page) {
    problems.push('docs/dependencies.md is not what package-lock.json says; run `npm run dependencies`');
  }
} else {
  writeFileSync(file, page);
}
for (const problem of problems) console.error(`dependencies: ${problem}`);
if (problems.length > 0) process.exitCode = 1;

function pageOf(all) {
  const scripts = all.filter(({ script }) => script);
  return `# Dependencies

Every package that an installation for production can have, on any platform. \`npm run dependencies\` writes this page
from \`package-lock.json\`. A test fails when it is out of date, and when a package has a licence or an install script
that \`scripts/dependencies/rules.mjs\` does not name. The same as CycloneDX: \`npm run sbom\`.

## Licences

${table(['Licence', 'Packages'], countsOf(all))}

## Install scripts

None of them runs: \`.npmrc\` says \`ignore-scripts=true\`.

${table(
  ['Package', 'It would do'],
  scripts.map(({ name }) => [`\`${name}\``, knownScripts[name] ?? 'unknown']),
)}

## Packages

Native code is named by its platforms.

${table(
  ['Package', 'Version', 'Licence', 'Install script', 'Native code'],
  all.map(({ name, version, licence, script, native }) => [
    `\`${name}\``,
    version,
    licence,
    script ? 'yes, off' : '–',
    native || '–',
  ]),
)}
`;
}

function countsOf(all) {
  const counts = new Map();
  for (const { licence } of all) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([licence, count]) => [licence, String(count)]);
}

function table(head, rows) {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at].length)));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}
