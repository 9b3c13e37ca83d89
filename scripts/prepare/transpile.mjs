import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from './refusal.mjs';

const root = resolve(import.meta.dirname, '../..');
let options;

/**
 * A source as JavaScript. Each file is read alone, without types: `npm run check` checks those.
 *
 * @param path names the source in its source map, and in an error.
 * @returns the code and its source map.
 * @throws Refusal that names the place, where the source is no TypeScript.
 */
export async function transpile(path, text) {
  // Imported late: the package may have been installed a moment ago.
  const { transform } = await import('oxc-transform');
  options ??= optionsOf(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const { code, map, errors } = await transform(path, text, options);
  if (errors.length === 0) return { code, map };
  throw new Refusal(
    errors.map(({ message, codeframe }) => codeframe?.trimEnd() ?? `${path}: ${message}`).join('\n'),
  );
}

/** What the compiler does by tsconfig.json, in the transpiler's words. */
function optionsOf(text) {
  const { target, sourceMap, verbatimModuleSyntax, ...rest } = JSON.parse(text).compilerOptions;
  return {
    target,
    sourcemap: sourceMap,
    typescript: { onlyRemoveTypeImports: verbatimModuleSyntax },
    decorator: { legacy: rest.experimentalDecorators, emitDecoratorMetadata: rest.emitDecoratorMetadata },
  };
}
