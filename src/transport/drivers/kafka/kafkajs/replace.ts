import { createRequire } from 'node:module';

/**
 * Puts a function of ours in the place of one of kafkajs's modules. To be called before the first client is made:
 * kafkajs loads its protocol when it is needed.
 *
 * @param module the file within `kafkajs/src`.
 */
export function replaceInKafkajs(module: string, replacement: (...given: never[]) => unknown): void {
  load(module).exports = replacement;
}

/** The same with a replacement that is made of the original. */
export function wrapInKafkajs<Original>(
  module: string,
  wrap: (original: Original) => (...given: never[]) => unknown,
): void {
  const loaded = load(module);
  loaded.exports = wrap(loaded.exports as Original);
}

/** The same for a method of the class that the module is; the replacement is given the object. */
export function replaceMethodInKafkajs<Self>(
  module: string,
  method: string,
  replacement: (self: Self) => void,
): void {
  const { prototype } = load(module).exports as { readonly prototype: Record<string, unknown> };
  prototype[method] = function (this: Self) {
    replacement(this);
  };
}

function load(module: string): NodeJS.Module {
  const require = createRequire(import.meta.url);
  const path = require.resolve(`kafkajs/src/${module}`);
  require(path);
  return require.cache[path] as NodeJS.Module;
}
