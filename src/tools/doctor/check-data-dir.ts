import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../foundation/errors/app.error.js';
import { type Finding, ok, warning, wrong } from './finding.js';

const lowSpaceBytes = 2 ** 30;

/** Creates the folder, as the service would, and writes a file into it that is removed again. */
export async function checkDataDir(folder: string): Promise<Finding> {
  const probe = join(folder, `doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, 'x');
  } catch (error) {
    const fix = 'name a folder in DATA_DIR that this user may write to';
    return wrong('data folder', `${folder} cannot be written: ${errorText(error)}`, fix);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const text = `${folder} can be written, ${(freeBytes / 2 ** 30).toFixed(1)} GiB are free`;
  if (freeBytes >= lowSpaceBytes) return ok('data folder', text);
  return warning('data folder', text, 'free at least 1 GiB, or set RETENTION_DAYS');
}
