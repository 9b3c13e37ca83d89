import { dirname } from 'node:path';
import { labelOrder, datasetLabelsFile } from './class-folders.js';
import { checkIndex, type ImagesInMemory, type LabelledImage } from './dataset.js';
import { decodeFiles } from './decode-files.js';
import { listCsv } from './csv-listing.js';
import { listFolder } from './folder-listing.js';
import {
  dataRefusal,
  type Half,
  type LabelledFile,
  type Listing,
  type SkippedFile,
} from './labelled-file.js';

export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

const isCsv = (source: string) => /\.csv$/i.test(source);

const mostClasses = 256;
const mostBytes = 2 ** 31;

/**
 * Pictures in one folder for each class, `<label>/<file>` or `train/<label>/<file>`, converted to one size. A
 * `labels.txt` may give the order of the labels.
 */
export class FolderDataset implements ImagesInMemory {
  readonly sampled = false;
  readonly name = 'folder';
  readonly description: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly classes: Uint8Array;

  private constructor(
    readonly place: string,
    { width, height, channels }: ImageShape,
    readonly labels: readonly string[],
    private readonly read: {
      readonly pixels: Uint8Array;
      readonly files: readonly LabelledFile[];
      readonly skipped: readonly SkippedFile[];
    },
  ) {
    this.description = `pictures of ${labels.length} classes`;
    this.size = read.files.length;
    this.width = width;
    this.height = height;
    this.channels = channels;
    const classOf = new Map(labels.map((label, at) => [label, at]));
    this.classes = Uint8Array.from(read.files, ({ label }) => classOf.get(label) as number);
  }

  /**
   * Reads every file of `listFolder`, or of `listCsv`. Labels in `labels.txt` beside them come in that order, also
   * those without a picture.
   *
   * @param source a folder, or a file whose name ends in `.csv`.
   * @param decode The pixels of a file's picture, in this shape; its error is the reason for skipping the file.
   * @throws InvalidError `BAD_CONFIG` when there are fewer than two labels or more than 256; for a label without one
   *   readable picture; for pictures of more than 2 GiB in this shape; for a `labels.txt` without one of the labels.
   */
  static async open(
    source: string,
    shape: ImageShape,
    decode: (file: Uint8Array) => Promise<Uint8Array>,
  ): Promise<FolderDataset> {
    const listing = await (isCsv(source) ? listCsv(source) : listFolder(source));
    refuseCount(source, listing);
    const folder = isCsv(source) ? dirname(source) : source;
    const labels = await labelsOf(folder, listing.labels);
    const bytes = shape.width * shape.height * shape.channels;
    const { files } = listing;
    if (files.length * bytes > mostBytes) {
      const sizes = `${files.length} files of ${bytes} bytes each do not fit`;
      throw dataRefusal(source, `${sizes}, give a smaller --size`);
    }
    const read = await decodeFiles(files, { bytes, decode });
    const skipped = [...listing.skipped, ...read.skipped];
    refuseEmpty(source, listing, { ...read, skipped });
    return new FolderDataset(folder, shape, labels, { ...read, skipped });
  }

  get pixels(): Uint8Array {
    return this.read.pixels;
  }

  /** The file of each image, relative to the folder. */
  get files(): readonly string[] {
    return this.read.files.map(({ file }) => file);
  }

  /** The images that the data set itself has for training, validation or the test. */
  ownPart(half: Half): Uint32Array {
    return Uint32Array.from(this.read.files.flatMap((file, at) => (file.half === half ? [at] : [])));
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

function refuseCount(source: string, { labels }: Listing): void {
  if (labels.length >= 2 && labels.length <= mostClasses) return;
  const [what, rule] = isCsv(source) ? ['labels', ''] : ['folders', ': one for each class'];
  throw dataRefusal(source, `${labels.length} ${what} in it, expected 2 to ${mostClasses}${rule}`);
}

function refuseEmpty(source: string, { labels }: Listing, read: Pick<Listing, 'files' | 'skipped'>): void {
  const present = new Set(read.files.map(({ label }) => label));
  const empty = labels.filter((label) => !present.has(label));
  if (empty.length === 0) return;
  const [first] = read.skipped;
  const why = first ? ` (${first.file}: ${first.reason})` : '';
  throw dataRefusal(source, `no readable picture in ${empty.join(', ')}${why}`);
}

/** @throws InvalidError `BAD_CONFIG` */
async function labelsOf(folder: string, found: readonly string[]): Promise<readonly string[]> {
  const ordered = await labelOrder(folder);
  const missing = ordered && found.filter((label) => !ordered.includes(label));
  if (missing && missing.length > 0)
    throw dataRefusal(folder, `${datasetLabelsFile} does not name ${missing.join(', ')}`);
  if (ordered && ordered.length > mostClasses)
    throw dataRefusal(
      folder,
      `${datasetLabelsFile} has ${ordered.length} labels, expected ${mostClasses} at most`,
    );
  return ordered ?? found;
}
