import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { followed } from './followed-entry.js';
import type { SkippedFile } from './labelled-file.js';

interface FilesBelow {
  readonly files: string[];
  readonly skipped: SkippedFile[];
}

/**
 * The files below a folder, as paths from the root with / on every system, sorted. Links are followed; those that lead
 * to nothing are skipped. Names that begin with a dot are left out.
 */
export async function filesBelow(root: string, folder: string): Promise<FilesBelow> {
  const found: FilesBelow = { files: [], skipped: [] };
  await collect({ root, found }, folder, []);
  found.files.sort();
  return found;
}

interface Walk {
  readonly root: string;
  readonly found: FilesBelow;
}

async function collect(walk: Walk, folder: string, above: readonly string[]): Promise<void> {
  const place = join(walk.root, folder);
  const around = [...above, await realpath(place)];
  for (const entry of await readdir(place, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const file = `${folder}/${entry.name}`;
    const { kind, reason } = await followed(entry, around);
    if (kind === 'folder') await collect(walk, file, around);
    else if (kind === 'file') walk.found.files.push(file);
    else walk.found.skipped.push({ file, reason: reason ?? 'no file' });
  }
}
