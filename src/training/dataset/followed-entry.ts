import type { Dirent } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { errorText } from '../../foundation/errors/app.error.js';

export interface FollowedEntry {
  readonly kind: 'file' | 'folder' | 'other';
  /** Why a link leads to nothing; its kind is then `other`. */
  readonly reason?: string;
}

/**
 * What an entry of a folder is, or what the link leads to, wherever that is: data sets are often trees of links into a
 * store.
 *
 * @param above the folders around the entry, without links: a link to one of them would never end.
 */
export async function followed(entry: Dirent, above: readonly string[] = []): Promise<FollowedEntry> {
  if (!entry.isSymbolicLink()) return { kind: kindOf(entry) };
  const path = join(entry.parentPath, entry.name);
  const link = `a link to ${await readlink(path)}`;
  try {
    const kind = kindOf(await stat(path));
    if (kind !== 'folder' || !holds(await realpath(path), above)) return { kind };
    return { kind: 'other', reason: `${link}, a folder around it` };
  } catch (cause) {
    return { kind: 'other', reason: `${link}, ${whyNot(cause)}` };
  }
}

const holds = (folder: string, places: readonly string[]) =>
  places.some((place) => place === folder || place.startsWith(folder + sep));

function kindOf(found: Pick<Dirent, 'isFile' | 'isDirectory'>): FollowedEntry['kind'] {
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}

function whyNot(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'which is not there';
  if (code === 'ELOOP') return 'which leads back to itself';
  return `which cannot be followed: ${errorText(cause)}`;
}
