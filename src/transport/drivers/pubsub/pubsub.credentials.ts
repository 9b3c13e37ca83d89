import { readFile } from 'node:fs/promises';
import { UnavailableError } from '../../../foundation/errors/app.error.js';

/**
 * Checks the credentials file before the library does. The library would look for it at every call, and quote content
 * that it cannot read.
 *
 * @throws UnavailableError `BROKER_UNAVAILABLE` that names the file, but none of its content.
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
