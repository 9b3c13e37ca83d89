import { createRequire } from 'node:module';

type Replacement = (...given: never[]) => unknown;

/**
 * Puts a function of ours in the place of one of kafkajs's modules. To be called before the first client is made:
 * kafkajs loads its protocol when it is needed.
 *
 * @param module the file within `kafkajs/src`.
 */
export function replaceInKafkajs(module: string, replacement: Replacement): void {
  const loaded = load(module);
  if (loaded) loaded.exports = replacement;
}

/** The same for a method of the class that the module is; the replacement is given the object. */
export function replaceMethodInKafkajs<Self>(
  module: string,
  method: string,
  replacement: (self: Self) => void,
): void {
  const loaded = load(module)?.exports as { readonly prototype: Record<string, unknown> } | undefined;
  if (!loaded) return;
  loaded.prototype[method] = function (this: Self) {
    replacement(this);
  };
}

function load(module: string): NodeJS.Module | undefined {
  const require = createRequire(import.meta.url);
  const path = require.resolve(`kafkajs/src/${module}`);
  require(path);
  return require.cache[path];
}
