import { chmod, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { fetcherWith } from './fetching.js';

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
const failure = (code: string, kind: string) => expect.objectContaining({ code, kind }) as Error;

describe('a picture that is a file', () => {
  let folder: string;
  let fetch: (dataref: string) => Promise<Uint8Array>;

  beforeEach(async () => {
    folder = join(await temporaryFolder(), 'pictures');
    await mkdir(folder);
    ({ fetch } = fetcherWith({ FETCH_FILES: folder, MAX_IMAGE_BYTES: '100000' }, (end) =>
      onTestFinished(end),
    ));
  });

  it('is read, also by a link within the folder', async () => {
    await writeFile(join(folder, 'Größe 1#.png'), png);
    await symlink('Größe 1#.png', join(folder, 'link.png'));
    expect(await fetch(`file://${folder}/Gr%C3%B6%C3%9Fe%201%23.png`)).toEqual(png);
    expect(await fetch(`file://${folder}/link.png`)).toEqual(png);
  });

  it('is gone where there is none', async () => {
    for (const name of ['none.png', 'none/a.png', `${'a'.repeat(300)}.png`]) {
      await expect(fetch(`file://${folder}/${name}`)).rejects.toThrow(failure('PICTURE_GONE', 'invalid'));
    }
  });

  it('is held where the folder is away, such as one of another machine', async () => {
    await writeFile(join(folder, 'a.png'), png);
    await rename(folder, `${folder}-away`);
    const held = failure('STORAGE_UNAVAILABLE', 'unavailable');
    await expect(fetch(`file://${folder}/a.png`)).rejects.toThrow(held);
    await rename(`${folder}-away`, folder);
    expect(await fetch(`file://${folder}/a.png`)).toEqual(png);
  });

  it('is refused when it is too large, before it is read', async () => {
    const file = join(folder, 'large.png');
    await writeFile(file, '');
    await truncate(file, 1e12);
    await expect(fetch(`file://${file}`)).rejects.toThrow(failure('MESSAGE_TOO_LARGE', 'invalid'));
  });

  it.skipIf(process.getuid?.() === 0)('is held where this process may not read it', async () => {
    await writeFile(join(folder, 'a.png'), png);
    await chmod(join(folder, 'a.png'), 0);
    await expect(fetch(`file://${folder}/a.png`)).rejects.toThrow(failure('STORAGE_REFUSED', 'unavailable'));
  });
});
