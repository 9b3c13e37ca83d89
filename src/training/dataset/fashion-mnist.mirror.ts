import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { download } from './download.js';
import { checkMd5, fashionMnistFiles, type FashionMnistHalf, type PublishedFile } from './fashion-mnist.js';

/** Zalando Research's addresses of the files. */
export const officialMirrors = [
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
];

/** In milliseconds. A mirror that stays silent longer is given up. */
const silenceMs = 5_000;
const restMs = 3_600_000;

/**
 * Downloads one half into `folder`, MD5-checked; a file is there completely or not at all. When no mirror answers,
 * records that, and asks none for an hour.
 *
 * @throws Error when no mirror answers, or none did less than an hour ago.
 */
export async function downloadFashionMnist(
  folder: string,
  half: FashionMnistHalf,
  mirrors: readonly string[] = officialMirrors,
): Promise<void> {
  const marker = join(folder, `${half}-mirrors-unreachable`);
  if (await youngerThan(marker, restMs)) throw new Error('its mirrors did not answer less than an hour ago');
  await mkdir(folder, { recursive: true });
  const { images, classes } = fashionMnistFiles[half];
  try {
    const mirror = await firstToAnswer(mirrors, classes);
    await save(mirror.bytes, folder, classes);
    await save(await fetchFile(mirror.base, images), folder, images);
    await rm(marker, { force: true });
  } catch (cause) {
    await writeFile(marker, '');
    throw new Error('none of its mirrors gave it', { cause });
  }
}

/** Asks all mirrors at once for the small file, so that dead ones cost no time; then drops the slower ones. */
async function firstToAnswer(mirrors: readonly string[], file: PublishedFile) {
  const slower = new AbortController();
  try {
    return await Promise.any(
      mirrors.map(async (base) => ({ base, bytes: await fetchFile(base, file, slower.signal) })),
    );
  } finally {
    slower.abort();
  }
}

async function fetchFile(base: string, file: PublishedFile, letGo?: AbortSignal): Promise<Uint8Array> {
  const bytes = await download(new URL(`${file.name}.gz`, base), silenceMs, letGo);
  checkMd5(bytes, file);
  return bytes;
}

async function save(bytes: Uint8Array, folder: string, { name }: PublishedFile): Promise<void> {
  const part = join(folder, `${name}.gz.${randomUUID()}.part`);
  await writeFile(part, bytes);
  await rename(part, join(folder, `${name}.gz`));
}

async function youngerThan(path: string, ageMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < ageMs;
}
