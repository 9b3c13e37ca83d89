import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Serving } from '../../src/serving/decisions/serving.js';
import { type OnEnd, temporaryFolder } from './temporary-folder.js';

export const name = 'fashion-mnist';

/** The model that is committed, and what its last weights are: one bias for each of ten labels. */
const original = fileURLToPath(new URL(`../../models/${name}/1`, import.meta.url));
const biasBytes = 40;

/** A models folder with versions 1 to `count` of one model, all answering the same. */
export async function modelsFolder(count: number, onEnd: OnEnd = onTestFinished): Promise<string> {
  const root = await temporaryFolder(onEnd);
  for (let version = 1; version <= count; version += 1) await addVersion(root, version);
  return root;
}

export const versionFolder = (root: string, version: number) => join(root, name, String(version));

/** @param lift is added to the label's score before the softmax: the version prefers it. */
export async function addVersion(
  root: string,
  version: number,
  lift: { readonly label: number; readonly by: number } = { label: 0, by: 0 },
): Promise<void> {
  const folder = versionFolder(root, version);
  await mkdir(folder, { recursive: true });
  await cp(original, folder, { recursive: true });
  const { files: _sums, ...card } = JSON.parse(
    await readFile(join(folder, 'card.json'), 'utf8'),
  ) as object & {
    files?: object;
  };
  await writeFile(join(folder, 'card.json'), JSON.stringify({ ...card, version: String(version) }));
  const weights = await readFile(join(folder, 'weights.bin'));
  const at = weights.length - biasBytes + 4 * lift.label;
  weights.writeFloatLE(weights.readFloatLE(at) + lift.by, at);
  await writeFile(join(folder, 'weights.bin'), weights);
}

/** Cuts the version's weights in half. */
export async function breakVersion(root: string, version: number): Promise<void> {
  const file = join(versionFolder(root, version), 'weights.bin');
  const weights = await readFile(file);
  await writeFile(file, weights.subarray(0, weights.length / 2));
}

/** A decision of before: the program takes it over where nothing is decided yet. */
export async function writeServing(root: string, decided: Serving): Promise<void> {
  await writeFile(join(root, name, 'serving.json'), JSON.stringify(decided));
}
