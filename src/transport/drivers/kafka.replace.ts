import { createRequire } from 'node:module';

/**
 * Puts a function of ours in the place of one of kafkajs's modules. To be called before the first client is made:
 * kafkajs loads its protocol when it is needed.
 *
 * @param module the file within `kafkajs/src/protocol`.
 */
export function replaceInKafkajs(module: string, replacement: (...given: never[]) => unknown): void {
  const require = createRequire(import.meta.url);
  const path = require.resolve(`kafkajs/src/protocol/${module}`);
  require(path);
  const loaded = require.cache[path];
  if (loaded) loaded.exports = replacement;
}
