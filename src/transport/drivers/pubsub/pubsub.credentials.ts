import { readFile } from 'node:fs/promises';
import { UnavailableError } from '../../../foundation/errors/app.error.js';

/**
 * Looks at the file with the credentials before the library does, which would look for it at every call and quote
 * from it what it cannot read.
 *
 * @throws UnavailableError `BROKER_UNAVAILABLE` that names the file, and nothing of what is in it.
 */
export async function checkCredentials(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw unusable(file, `cannot be read (${error.code})`);
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw unusable(file, 'is no JSON');
  }
  const isKey = typeof parsed === 'object' && parsed !== null && 'type' in parsed;
  if (!isKey) throw unusable(file, 'is no key of a service account, nor other credentials of Google');
}

function unusable(file: string, reason: string): UnavailableError {
  const text = `Pub/Sub: the file ${file} (GOOGLE_APPLICATION_CREDENTIALS) ${reason}`;
  return new UnavailableError('BROKER_UNAVAILABLE', text);
}
