import type { Half } from './labelled-file.js';
import { dataRefusal } from './labelled-file.js';

const halves: Readonly<Record<string, Half>> = {
  train: 'training',
  training: 'training',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

/**
 * Where the folders `train`, `val`, `test` and so on, in any case, belong; undefined where the names are classes.
 *
 * @throws InvalidError `BAD_CONFIG` for such folders beside others: those may be classes or forgotten.
 */
export function halvesOf(folder: string, names: readonly string[]): ReadonlyMap<string, Half> | undefined {
  const found = new Map(names.flatMap((name) => pairOf(name)));
  const kinds = new Set(found.values());
  if (!kinds.has('training')) return undefined;
  if (found.size === names.length) return found;
  if (kinds.size < 2) return undefined;
  const rest = names.filter((name) => !found.has(name)).join(', ');
  const what = `the folders ${[...found.keys()].join(', ')} are parts of a data set, ${rest} is none`;
  throw dataRefusal(folder, `${what}; move it away, or give --data one of the parts`);
}

function pairOf(name: string): [string, Half][] {
  const half = halves[name.toLowerCase()];
  return half ? [[name, half]] : [];
}
