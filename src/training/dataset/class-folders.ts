import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The order of the labels of a folder of class folders: one a line. */
export const datasetLabelsFile = 'labels.txt';

/** Characters that some file systems refuse in a name, and the sign that begins their substitute. */
const unsafe = /[%/\\:*?"<>|\p{Cc}]|^\.|[. ]$/gu;

/**
 * The name of a label's folder: the label itself, with `%2F` and the like for characters that a name must not
 * contain.
 */
export function folderOfLabel(label: string): string {
  return label.replace(unsafe, (character) => `%${hex(character)}`);
}

/** Parses the result of `folderOfLabel`. Any other name is its own label. */
export function labelOfFolder(folder: string): string {
  const label = folder.replace(/%([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return folderOfLabel(label) === folder ? label : folder;
}

/** The labels in `labels.txt` of a folder, in their order; undefined without that file. */
export async function labelOrder(folder: string): Promise<string[] | undefined> {
  const text = await readFile(join(folder, datasetLabelsFile), 'utf8').catch(() => undefined);
  const labels = text?.split(/\r?\n/).map((line) => line.trim());
  return labels?.filter((label) => label !== '');
}

const hex = (character: string) => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
