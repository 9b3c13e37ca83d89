// Writes packages/tfjs/registrations.cjs: the gradients, and the operations as methods of tensors. @tensorflow/tfjs-core
// has both only as modules that Node cannot load. Run it after a change of tfjs-core's version. An argument is another
// file to write to. The bundler is the one that vitest brings.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');
const coreName = '@tensorflow/tfjs-core';
const core = createRequire(import.meta.url)(coreName);
const folder = join(root, 'node_modules', coreName, 'dist');
const entry = '\0entry';
const header = `// Made by scripts/tfjs-registrations.mjs from ${coreName} ${core.version_core}.
// Copyright 2017-2022 Google LLC. Licensed under the Apache License, Version 2.0, on an "AS IS" basis, without warranties
// or conditions of any kind: http://www.apache.org/licenses/LICENSE-2.0
`;

const bundle = await rolldown({
  input: entry,
  external: [coreName],
  plugins: [{ name: 'tfjs-core', resolveId, load }],
});
// Each module has the same notice, which the header gives once.
const { output } = await bundle.generate({ format: 'cjs', minify: true, comments: false });
writeFileSync(
  process.argv[2] ?? join(root, 'packages/tfjs/registrations.cjs'),
  `${header}${output[0].code}\n`,
);

function resolveId(id, importer) {
  if (id === entry) return id;
  return id.startsWith('.') ? `${join(dirname(importer), id)}.js` : null;
}

function load(id) {
  if (id === entry) {
    const parts = ['register_all_gradients', 'public/chained_ops/register_all_chained_ops'];
    return parts.map((part) => `import ${JSON.stringify(join(folder, `${part}.js`))};`).join('\n');
  }
  const text = readFileSync(id, 'utf8');
  return { code: sharedWithCore(id, text) ?? text, moduleSideEffects: true };
}

/** A module that tfjs-core shows as a whole is taken from there: no second copy of it, and no second state. */
function sharedWithCore(id, text) {
  const name = basename(id, '.js');
  if (name === 'engine') return `import { engine } from '${coreName}'; export const ENGINE = engine();`;
  if (name === 'tensor')
    return `import { Tensor } from '${coreName}'; export { Tensor }; export const getGlobalTensorClass = () => Tensor;`;
  const exported =
    name === 'ops' ? Object.keys(core) : name === 'util' ? Object.keys(core.util) : namesOf(text);
  if (exported.length === 0) return undefined;
  const of = [core, core[name]].find((place) => place && exported.every((each) => each in place));
  if (of === core) return `export { ${exported.join(', ')} } from '${coreName}';`;
  const lines = exported.map((each) => `export const ${each} = all.${each};`);
  return of && [`import { ${name} as all } from '${coreName}';`, ...lines].join('\n');
}

function namesOf(text) {
  const declared = [...text.matchAll(/^export (?:async )?(?:const|function|class) (\w+)/gm)];
  const listed = [...text.matchAll(/^export \{ (.+) \};/gm)].flatMap(([, names]) => names.split(', '));
  return [...declared.map(([, name]) => name), ...listed.map((name) => name.replace(/.* as /, ''))];
}
