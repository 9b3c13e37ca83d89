import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labelOrder } from './class-folders.js';
import type { IdxFiles } from './idx-files.js';
import type { IdxArray } from './idx.js';

/** The label of each value in the files of labels, in the order of the values. */
export type LabelNames = ReadonlyMap<number, string>;

/**
 * The labels' names: `labels.txt` in the folder has one a line, from 0. EMNIST's `<set>-mapping.txt` has lines of a
 * value and character codes, of which the first counts. Without both, each value that occurs is its own name.
 */
export async function labelNames(
  { directory, set }: Pick<IdxFiles, 'directory' | 'set'>,
  values: readonly IdxArray[],
): Promise<LabelNames> {
  const lines = await labelOrder(directory);
  if (lines) return new Map(lines.map((line, value) => [value, line]));
  const mapping = await readFile(join(directory, `${set}-mapping.txt`), 'utf8').catch(() => undefined);
  if (mapping !== undefined) return namesOfMapping(mapping);
  const present = new Set<number>();
  for (const { data } of values) for (const value of data) present.add(value);
  return new Map([...present].toSorted((a, b) => a - b).map((value) => [value, String(value)]));
}

function namesOfMapping(text: string): LabelNames {
  const rows = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/).map(Number));
  const named = rows.filter((row) => row.length > 1 && row.every(Number.isInteger));
  return new Map(named.map(([value = 0, code = 0]) => [value, String.fromCodePoint(code)]));
}

/**
 * Numbers labels from 0 in their names' order: EMNIST's letters begin with 1.
 *
 * @throws Error for a value without a name.
 */
export function numbered({ shape, data }: IdxArray, names: LabelNames): IdxArray {
  const order = [...names.keys()];
  if (order.every((value, at) => value === at)) return { shape, data };
  const places = new Map(order.map((value, at) => [value, at]));
  const stranger = data.find((value) => !places.has(value));
  if (stranger !== undefined) throw new Error(`label ${stranger}, expected ${order.join(', ')}`);
  return { shape, data: data.map((value) => places.get(value) as number) };
}
