import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { labelOfFolder, labelOrder, datasetLabelsFile } from './class-folders.js';
import { checkIndex, type ImagesInMemory, type LabelledImage } from './dataset.js';

export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** A file that is no image, relative to the folder. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

const mostClasses = 256;
const mostBytes = 2 ** 31;
const atOnce = 8;

/**
 * Pictures in one folder for each class, `<label>/<file>`, converted to one size. A `labels.txt` may give the order
 * of the labels.
 */
export class FolderDataset implements ImagesInMemory {
  readonly sampled = false;
  readonly name: string;
  readonly description: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;

  private constructor(
    readonly place: string,
    { width, height, channels }: ImageShape,
    readonly labels: readonly string[],
    private readonly read: {
      readonly pixels: Uint8Array;
      readonly classes: Uint8Array;
      readonly files: readonly string[];
      readonly skipped: readonly SkippedFile[];
    },
  ) {
    this.name = 'folder';
    this.description = `pictures of ${labels.length} classes`;
    this.size = read.files.length;
    this.width = width;
    this.height = height;
    this.channels = channels;
  }

  /**
   * Reads every file in the class folders and below them, in the order of their names. The labels are the folders'
   * names, with `%2F` and the like for characters that a name must not contain. Skips files whose name starts with a
   * dot. Labels in `labels.txt` come in that order, also those without a folder.
   *
   * @param decode The pixels of a file's picture, in this shape; its error is the reason for skipping the file.
   * @throws InvalidError `BAD_CONFIG` when the folder has fewer than two class folders or more than 256; for a class
   *   without one readable picture; for pictures of more than 2 GiB in this shape; for a `labels.txt` without one of
   *   the folders.
   */
  static async open(
    folder: string,
    shape: ImageShape,
    decode: (file: Uint8Array) => Promise<Uint8Array>,
  ): Promise<FolderDataset> {
    const folders = await classFolders(folder);
    const found = await Promise.all(folders.map((name) => filesIn(folder, name)));
    const files = found.flat();
    const bytes = shape.width * shape.height * shape.channels;
    if (files.length * bytes > mostBytes) {
      throw refusal(folder, `${files.length} files of ${bytes} bytes each do not fit, give a smaller --size`);
    }
    const read = await decodeAll(folder, files, { bytes, decode });
    const empty = folders.filter((name) => !read.files.some((file) => isIn(name, file)));
    if (empty.length > 0) {
      const why = read.skipped[0] ? ` (${read.skipped[0].file}: ${read.skipped[0].reason})` : '';
      throw refusal(folder, `no readable picture in ${empty.join(', ')}${why}`);
    }
    const labels = await labelsOf(folder, folders);
    const classOf = new Map(folders.map((name) => [name, labels.indexOf(labelOfFolder(name))]));
    const classes = Uint8Array.from(read.files, (file) => classOf.get(firstFolder(file)) as number);
    return new FolderDataset(folder, shape, labels, { ...read, classes });
  }

  get pixels(): Uint8Array {
    return this.read.pixels;
  }

  get classes(): Uint8Array {
    return this.read.classes;
  }

  /** The file of each image, relative to the folder. */
  get files(): readonly string[] {
    return this.read.files;
  }

  /** Files that could not be read as pictures. */
  get skipped(): readonly SkippedFile[] {
    return this.read.skipped;
  }

  image(index: number): LabelledImage {
    checkIndex(index, this.size);
    const bytes = this.width * this.height * this.channels;
    const label = this.labels[this.classes[index] as number] as string;
    return { index, pixels: this.pixels.subarray(index * bytes, (index + 1) * bytes), label };
  }
}

async function classFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw refusal(folder, errorText(cause));
  });
  const labels = await Promise.all(
    entries.map(async ({ name }) =>
      !name.startsWith('.') && (await stat(join(folder, name))).isDirectory() ? [name] : [],
    ),
  ).then((names) => names.flat().toSorted());
  if (labels.length >= 2 && labels.length <= mostClasses) return labels;
  throw refusal(folder, `${labels.length} folders in it, expected 2 to ${mostClasses}: one for each class`);
}

/** @throws InvalidError `BAD_CONFIG` */
async function labelsOf(folder: string, folders: readonly string[]): Promise<readonly string[]> {
  const found = folders.map(labelOfFolder);
  const ordered = await labelOrder(folder);
  const missing = ordered && found.filter((label) => !ordered.includes(label));
  if (missing && missing.length > 0)
    throw refusal(folder, `${datasetLabelsFile} does not name ${missing.join(', ')}`);
  if (ordered && ordered.length > mostClasses)
    throw refusal(
      folder,
      `${datasetLabelsFile} has ${ordered.length} labels, expected ${mostClasses} at most`,
    );
  return ordered ?? found;
}

/** Paths below the folder, with / on every system, in an order that is the same everywhere. */
async function filesIn(folder: string, label: string): Promise<string[]> {
  const entries = await readdir(join(folder, label), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'))
    .map((path) => path.replace(/^\//, ''))
    .toSorted();
}

const firstFolder = (file: string) => file.slice(0, file.indexOf('/'));
const isIn = (folder: string, file: string) => firstFolder(file) === folder;

interface Decoding {
  readonly bytes: number;
  readonly decode: (file: Uint8Array) => Promise<Uint8Array>;
}

async function decodeAll(folder: string, files: readonly string[], { bytes, decode }: Decoding) {
  const pixels = new Uint8Array(files.length * bytes);
  const good: string[] = [];
  const skipped: SkippedFile[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const some = files.slice(start, start + atOnce);
    const decoded = await Promise.allSettled(
      some.map(async (file) => decode(await readFile(join(folder, file)))),
    );
    decoded.forEach((result, at) => {
      const file = some[at] as string;
      if (result.status === 'rejected') return void skipped.push({ file, reason: errorText(result.reason) });
      pixels.set(result.value, good.length * bytes);
      good.push(file);
    });
  }
  return { pixels: pixels.subarray(0, good.length * bytes), files: good, skipped };
}

function refusal(folder: string, what: string): InvalidError {
  return new InvalidError('BAD_CONFIG', `--data ${folder}: ${what}`);
}
