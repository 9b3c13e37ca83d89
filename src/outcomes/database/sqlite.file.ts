import { statSync } from 'node:fs';

/** Device and number of a file; undefined for a missing one. */
export function fileId(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.dev}/${found.ino}`;
}

export function removedError(file: string): Error {
  return Object.assign(new Error(`${file} was removed while it was in use`), { code: 'SQLITE_CANTOPEN' });
}
