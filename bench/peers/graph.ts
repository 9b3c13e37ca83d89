import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '../engine.js';
import type { Lab } from '../lab.js';

/**
 * The folder of the model as a frozen TensorFlow graph: the very file that Seamline computes with.
 *
 * @throws Error in words where the native library, which Seamline runs it with, is not set up.
 */
export async function graphOf(lab: Lab): Promise<{ readonly folder: string }> {
  const engine = await openEngine(lab, 'savedmodel').catch((cause: unknown) => {
    throw new Error('the native library is not set up; `npm run native` sets it up', { cause });
  });
  await engine.dispose();
  const entries = readdirSync(lab.cacheDirectory, { withFileTypes: true });
  const name = entries.find((entry) => entry.isDirectory())?.name;
  if (name === undefined) throw new Error(`no graph in ${lab.cacheDirectory}`);
  return { folder: join(lab.cacheDirectory, name) };
}
