import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { AppError, errorText, InvalidError, UnavailableError } from '../foundation/errors/app.error.js';
import type { PictureLocation } from '../events/picture-reference.js';
import { collect, type ReadLimits, type Store, tooLarge, UnreadablePicture } from './store.js';

type FilePlace = Extract<PictureLocation, { scheme: 'file' }>;

/** No link is followed at the end of a path, and a pipe is not waited for. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Pictures that are files below one folder: links, `..` and what is no plain file lead nowhere else. */
export class FileStore implements Store<FilePlace> {
  /** @param folder absolute. */
  constructor(private readonly folder: string) {}

  async read({ path }: FilePlace, limits: ReadLimits): Promise<Uint8Array> {
    const what = `file://${path}`;
    try {
      const root = await this.root();
      const real = await inside(root, path);
      const file = await open(real, flags);
      try {
        return await readOpened(file, { what, path, root }, limits);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw failureOf(what, error);
    }
  }

  private async root(): Promise<string> {
    try {
      return await realpath(this.folder);
    } catch (cause) {
      const text = `the folder ${this.folder} (FETCH_FILES) cannot be read: ${errorText(cause)}`;
      throw new UnavailableError('STORAGE_UNAVAILABLE', text, { cause });
    }
  }
}

interface Opened {
  readonly what: string;
  readonly path: string;
  readonly root: string;
}

/** The path without links. @throws InvalidError `REFERENCE_REFUSED` when it is elsewhere. */
async function inside(root: string, path: string): Promise<string> {
  const real = await realpath(path);
  if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
  throw new InvalidError('REFERENCE_REFUSED', `file://${path} is not below the folder of FETCH_FILES`);
}

async function readOpened(file: FileHandle, { what, path, root }: Opened, limits: ReadLimits) {
  const opened = await file.stat();
  // A folder on the way may have been replaced by a link since the path was looked up.
  const found = await stat(await inside(root, path));
  if (!opened.isFile() || found.ino !== opened.ino || found.dev !== opened.dev) {
    throw new InvalidError('REFERENCE_REFUSED', `${what} is no plain file`);
  }
  if (opened.size > limits.maxBytes) throw tooLarge(what, opened.size, limits.maxBytes);
  const body = file.createReadStream({ autoClose: false, signal: limits.signal });
  return await collect(what, body as AsyncIterable<Buffer>, undefined, limits.maxBytes);
}

const goneCodes = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

function failureOf(what: string, error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = `${what} cannot be read: ${errorText(error)}`;
  if (goneCodes.includes(code)) return new InvalidError('PICTURE_GONE', text, { cause: error });
  if (code === 'ENXIO' || code === 'EISDIR')
    return new InvalidError('REFERENCE_REFUSED', text, { cause: error });
  const isRefused = code === 'EACCES' || code === 'EPERM';
  return new UnreadablePicture(isRefused ? 'STORAGE_REFUSED' : 'STORAGE_UNAVAILABLE', text, { cause: error });
}
