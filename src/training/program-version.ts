import { readFile } from 'node:fs/promises';

/** Seamline's own version. */
export async function programVersion(): Promise<string> {
  // The same path from src/training and from dist/training.
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
