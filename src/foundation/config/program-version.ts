import { readFileSync } from 'node:fs';

const manifest = new URL('../../../package.json', import.meta.url);

/** Seamline's own version. */
export const programVersion = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
