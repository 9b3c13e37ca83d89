import type { Config } from '../foundation/config/config.js';
import { FolderDataset } from './dataset/folder.dataset.js';
import { idxFilesOf, type IdxFiles } from './dataset/idx-files.js';
import { readIdxSet } from './dataset/idx-folder.js';
import type { IdxDataset } from './dataset/idx.dataset.js';
import { readHalf } from './dataset/open-dataset.js';
import { InvalidError } from '../foundation/errors/app.error.js';
import { fileToModelInput, type InputShape } from '../serving/models/preprocess.js';
import { wholeOf } from './batches.js';
import { digestOf, type LabelledData } from './data-source.js';
import { divide } from './split.js';

export interface DataChoice {
  /** `fashion-mnist`, a folder of IDX files, a folder of class folders, or a CSV. */
  readonly source: string;
  /** Whether rows and columns of IDX files change places. */
  readonly transpose?: boolean;
  /** The size of class folders' pictures, and the way of resizing. */
  readonly shape: InputShape;
  /** Share of the pictures of class folders for the test. */
  readonly testShare: number;
  readonly seed: number;
}

/**
 * Reads labelled images. Fashion-MNIST and IDX folders have their own test half; of class folders a share is set
 * aside, by the seed.
 *
 * @throws InvalidError `BAD_CONFIG`, UnavailableError `DATASET_UNAVAILABLE`: the unreadable file, and the reason.
 */
export async function openData(choice: DataChoice, config: Config): Promise<LabelledData> {
  const { source, transpose = false } = choice;
  const files = source === 'fashion-mnist' ? undefined : await idxFilesOf(source);
  if (files) return openIdx(files, transpose);
  if (transpose) {
    const what = `only pictures of IDX files are stored transposed, and ${source} has none; leave it out`;
    throw new InvalidError('BAD_CONFIG', `--transpose: ${what}`);
  }
  if (source !== 'fashion-mnist') return openFolder(choice, config);
  const { dataset } = config;
  return halves('Fashion-MNIST', await readHalf(dataset, 'training'), await readHalf(dataset, 'test'));
}

async function openIdx(files: IdxFiles, transpose: boolean): Promise<LabelledData> {
  const { training, test } = await readIdxSet(files, transpose);
  const lies = /emnist/i.test(files.set) && !transpose;
  return { ...halves('IDX files', training, test), notes: lies ? [emnistNote] : [] };
}

const emnistNote =
  'the names say EMNIST, whose pictures are stored with rows and columns exchanged: --transpose turns them upright';

/** Images of the MNIST family are centred, and light on black. */
function halves(name: string, training: IdxDataset, test: IdxDataset): LabelledData {
  return {
    description: `${name}: ${training.size} images to train with, ${test.size} to test with`,
    training: wholeOf(training),
    test: wholeOf(test),
    preparation: { fit: 'contain', invert: 'light-background' },
    skipped: [],
    notes: [],
    sha256: digestOf(training, test),
  };
}

async function openFolder({ source, shape, testShare, seed }: DataChoice, { model }: Config) {
  const dataset = await FolderDataset.open(source, shape, async (bytes) =>
    fileToModelInput(bytes, shape, model.maxImagePixels),
  );
  const parts = partsOf(dataset, testShare, seed);
  const count = parts.test.indexes.length;
  if (count === 0) {
    const what = `--test ${testShare} of ${dataset.size} pictures leaves none to test with`;
    throw new InvalidError('BAD_CONFIG', what);
  }
  const judges = parts.validation ? `, ${parts.validation.indexes.length} to judge the epochs` : '';
  return {
    description: `${dataset.size} pictures of ${dataset.labels.length} classes, ${count} of them to test with${judges}`,
    ...parts,
    preparation: { fit: shape.fit, background: shape.background, invert: shape.invert },
    skipped: dataset.skipped,
    notes: [],
    sha256: digestOf(dataset),
  };
}

/** The data set's own parts, or shares of its pictures where it has none. */
function partsOf(dataset: FolderDataset, testShare: number, seed: number) {
  const part = (indexes: Uint32Array) => ({ dataset, indexes });
  const [training, validation, test] = (['training', 'validation', 'test'] as const).map((half) =>
    dataset.ownPart(half),
  ) as [Uint32Array, Uint32Array, Uint32Array];
  const learned = training.length > 0 ? training : wholeOf(dataset).indexes;
  const shared = test.length > 0 ? [learned, test] : divide(dataset, learned, [testShare], seed);
  return {
    training: part(shared[0] as Uint32Array),
    test: part(shared[1] as Uint32Array),
    ...(validation.length > 0 && { validation: part(validation) }),
    folded: part(Uint32Array.from([...learned, ...validation]).toSorted()),
  };
}
