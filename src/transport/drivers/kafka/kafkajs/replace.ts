import { createRequire } from 'node:module';

/**
 * Replaces a function that is one of kafkajs's modules. Call it before the first client is made: kafkajs loads its
 * protocol on first use.
 *
 * @param module the file within `kafkajs/src`.
 */
export function replaceInKafkajs(module: string, replacement: (...given: never[]) => unknown): void {
  load(module).exports = replacement;
}

/** The same; `wrap` gets the original and returns the replacement. */
export function wrapInKafkajs<Original>(module: string, wrap: (original: Original) => unknown): void {
  const loaded = load(module);
  loaded.exports = wrap(loaded.exports as Original);
}

/** The same for a method of the class that the module is; the replacement gets the object. */
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

/** The same for an asynchronous method with one argument; `wrap` gets the original, bound to the object, and that. */
export function wrapMethodInKafkajs<Method extends (given: never) => Promise<unknown>, Self>(
  module: string,
  method: string,
  wrap: (original: Method, self: Self) => Method,
): void {
  const { prototype } = load(module).exports as { readonly prototype: Record<string, Method> };
  const original = prototype[method] as Method;
  prototype[method] = function (this: Self, given: never) {
    return wrap(original.bind(this) as Method, this)(given);
  } as Method;
}

function load(module: string): NodeJS.Module {
  const require = createRequire(import.meta.url);
  const path = require.resolve(`kafkajs/src/${module}`);
  require(path);
  return require.cache[path] as NodeJS.Module;
}
