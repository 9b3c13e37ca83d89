import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../foundation/errors/app.error.js';
import { readServing } from './serving.js';
import type { StoredDecision } from './serving-decisions.js';

/**
 * Reads the decision that earlier versions wrote beside a model's versions, in `<root>/<name>/serving.json`. It has
 * the revision 0, and is never written again.
 *
 * @returns undefined without such a file.
 */
export async function readServingFile(root: string, name: string): Promise<StoredDecision | undefined> {
  const path = join(root, name, 'serving.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return { revision: 0, serving: undefined, damage: `${path} cannot be read: ${errorText(error)}` };
  }
  const serving = readServing(text);
  if (typeof serving !== 'string') return { revision: 0, serving };
  return { revision: 0, serving: undefined, damage: `${path} is damaged: ${serving}` };
}
