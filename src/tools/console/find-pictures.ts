import { open, stat } from 'node:fs/promises';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { pictureFile, picturesIn } from './picture-files.js';
import { picturesOfIdx } from './idx-pictures.js';
import type { FoundPicture, PictureOptions } from './picture.js';

type Pictures = AsyncIterable<FoundPicture> | Iterable<FoundPicture>;

/**
 * The pictures of a folder or of an IDX file, or a single picture.
 *
 * @throws InvalidError `BAD_REQUEST` when the path has none, or the IDX files cannot be read.
 */
export async function findPictures(path: string, options: PictureOptions): Promise<Pictures> {
  try {
    if ((await stat(path)).isDirectory()) return picturesIn(path, options);
    return (await isIdx(path)) ? await picturesOfIdx(path, options) : [pictureFile(path, options)];
  } catch (cause) {
    throw new InvalidError('BAD_REQUEST', `${path}: ${errorText(cause)}`, { cause });
  }
}

/** IDX begins with two zero bytes and is often gzipped; no picture begins like either. */
async function isIdx(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.equals(Buffer.from([0, 0])) || buffer.equals(Buffer.from([0x1f, 0x8b]));
  } finally {
    await file.close();
  }
}
