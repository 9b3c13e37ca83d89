import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOfLabel, datasetLabelsFile } from '../../training/dataset/class-folders.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { ImageTruth } from '../../outcomes/labels/labels.service.js';
import type { StoredPrediction } from '../../outcomes/results/outcome-rows.js';
import { type ServiceClient, ServiceError } from '../verification/service.client.js';
import { predictionPages } from './prediction-pages.js';

const rowsPerPage = 500;
const picturesAtOnce = 8;
/** In bytes. A file system allows names of 255; the hash and the ending need some of them. */
const longestName = 150;

export interface ExportOptions {
  readonly folder: string;
  /** Filters of `GET /predictions`; undefined ones are left out. */
  readonly filter: Readonly<Record<string, string | undefined>>;
  readonly limit: number;
  readonly stop: AbortSignal;
  onProgress(progress: ExportProgress): void;
}

export interface ExportProgress {
  readonly written: number;
  /** Images with a known truth but without a picture. */
  readonly withoutPicture: number;
}

export interface Exported extends ExportProgress {
  readonly folder: string;
  /** The number of pictures of each label. */
  readonly labels: Readonly<Record<string, number>>;
}

/**
 * Writes a running service's labelled images as one folder for each label, with the order of the labels beside them.
 */
export class LabelledExport {
  private readonly counts = new Map<string, number>();
  /** The labels of every model that has answered, by its name and version. */
  private readonly models = new Map<string, readonly string[] | null>();
  private withoutPicture = 0;

  constructor(
    private readonly service: ServiceClient,
    private readonly options: ExportOptions,
  ) {}

  /**
   * @throws InvalidError `BAD_REQUEST` unless the folder is new or empty: files in it may have another label by now.
   *   `ServiceError` for a filter that the service refuses.
   */
  async run(): Promise<Exported> {
    const { folder, stop } = this.options;
    await makeEmpty(folder);
    for await (const page of this.pages()) {
      for (let at = 0; at < page.length && !stop.aborted; at += picturesAtOnce) {
        await Promise.all(page.slice(at, at + picturesAtOnce).map((prediction) => this.write(prediction)));
        this.options.onProgress(this.progress);
      }
    }
    await this.writeOrder();
    return { folder, ...this.progress, labels: Object.fromEntries([...this.counts].toSorted()) };
  }

  private get progress(): ExportProgress {
    const written = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    return { written, withoutPicture: this.withoutPicture };
  }

  /** The newest first. */
  private async *pages(): AsyncGenerator<StoredPrediction[]> {
    const { filter, limit, stop } = this.options;
    const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const query = new URLSearchParams([...given, ['labelled', 'true']]);
    let left = limit;
    for await (const page of predictionPages(this.service, query, Math.min(rowsPerPage, limit))) {
      yield page.slice(0, left);
      left -= page.length;
      if (left <= 0 || stop.aborted) return;
    }
  }

  private async write(prediction: StoredPrediction): Promise<void> {
    const { imageId, trueLabel = '' } = prediction;
    const picture = await this.service.picture(imageId).catch((error: unknown) => {
      if (error instanceof ServiceError && error.status === 404) return undefined;
      throw error;
    });
    if (!picture) {
      this.withoutPicture += 1;
      return;
    }
    const folder = join(this.options.folder, folderOfLabel(trueLabel));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, fileOfImage(imageId)), picture);
    this.counts.set(trueLabel, (this.counts.get(trueLabel) ?? 0) + 1);
    await this.learn(prediction);
  }

  private async learn({ model, modelVersion, imageId }: StoredPrediction): Promise<void> {
    const key = `${model}@${modelVersion}`;
    if (this.models.has(key)) return;
    this.models.set(key, null);
    const path = `/predictions/${encodeURIComponent(imageId)}/labels`;
    this.models.set(key, (await this.service.call<ImageTruth>(path)).allowed);
  }

  /** When models differ in their labels or the order of them, the folders' names decide the order. */
  private async writeOrder(): Promise<void> {
    const [labels, ...others] = this.models.values();
    const areAlike = others.every((other) => other?.join('\n') === labels?.join('\n'));
    if (!labels || !areAlike || [...this.counts.keys()].some((label) => !labels.includes(label))) return;
    await writeFile(join(this.options.folder, datasetLabelsFile), `${labels.join('\n')}\n`);
  }
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [first] = await readdir(folder);
  if (first === undefined) return;
  const text = `--to ${folder}: there is ${first} in it; must be a folder that is new or empty`;
  throw new InvalidError('BAD_REQUEST', text);
}

/** A name that every file system accepts, and that no other image has. */
export function fileOfImage(imageId: string): string {
  const name = encodeURIComponent(imageId).replace(/[*'()~!]|^\./g, '_');
  // Some file systems do not distinguish upper and lower case.
  const isPlain = name.length <= longestName && /^[a-z0-9-]+%2F\d+$/.test(name);
  const hash = createHash('sha256').update(imageId).digest('hex').slice(0, 12);
  return isPlain ? `${name}.png` : `${name.slice(0, longestName)}-${hash}.png`;
}
