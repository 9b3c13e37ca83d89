import { readFile } from 'node:fs/promises';
import { errorText } from '../../foundation/errors/app.error.js';
import type { LabelledFile, SkippedFile } from './labelled-file.js';

interface Decoding {
  /** Of each picture's pixels. */
  readonly bytes: number;
  readonly decode: (file: Uint8Array) => Promise<Uint8Array>;
}

/** More than the decoder's threads, so that files are read meanwhile. So many are in memory besides the pixels. */
const atOnce = 16;

/** The pixels of all files that are pictures, one after the other, in the order of the files. */
export async function decodeFiles(files: readonly LabelledFile[], { bytes, decode }: Decoding) {
  const pixels = new Uint8Array(files.length * bytes);
  const reasons = new Map<number, string>();
  const turns = files.entries();
  const decodeInTurn = async () => {
    for (const [at, { path }] of turns) {
      try {
        pixels.set(await decode(await readFile(path)), at * bytes);
      } catch (cause) {
        reasons.set(at, errorText(cause));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, decodeInTurn));
  return withoutGaps(files, pixels, reasons);
}

function withoutGaps(
  files: readonly LabelledFile[],
  pixels: Uint8Array,
  reasons: ReadonlyMap<number, string>,
) {
  const bytes = pixels.length / Math.max(1, files.length);
  const good: LabelledFile[] = [];
  const skipped: SkippedFile[] = [];
  files.forEach((each, at) => {
    const reason = reasons.get(at);
    if (reason !== undefined) return void skipped.push({ file: each.file, reason });
    if (reasons.size > 0) pixels.copyWithin(good.length * bytes, at * bytes, (at + 1) * bytes);
    good.push(each);
  });
  return { pixels: pixels.subarray(0, good.length * bytes), files: good, skipped };
}
