import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { readDecoder } from '../../../src/training/dataset/decoder.js';
import { SampledDataset } from '../../../src/training/dataset/sampled.dataset.js';
import { idxFile } from '../../support/idx-file.js';

const samplerFolder = join(import.meta.dirname, '../../../models/fashion-mnist-sampler/1');
const images = 60;
const side = 28;

/** Images that the committed decoder draws: no picture of the real test set may enter the repository. */
export class DrawnImages {
  private constructor(private readonly dataset: SampledDataset) {}

  static async open(): Promise<DrawnImages> {
    return new DrawnImages(new SampledDataset(await readDecoder(samplerFolder)));
  }

  pixels(index: number): Uint8Array {
    return this.dataset.image(index).pixels;
  }

  /** @param scale how many pixels wide and high each drawn pixel becomes. */
  png(index: number, scale = 1): Promise<Buffer> {
    const raw = { width: side, height: side, channels: 1 } as const;
    return sharp(this.pixels(index), { raw })
      .resize(side * scale, side * scale, { kernel: 'nearest' })
      .png()
      .toBuffer();
  }

  /** Writes them where the program looks for its data set, so that it neither searches nor downloads one. */
  async writeTo(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const drawn = Array.from({ length: images }, (_, index) => this.dataset.image(index));
    const classes = drawn.map(({ label }) => this.dataset.labels.indexOf(label));
    const pixels = Buffer.concat(drawn.map((image) => image.pixels));
    await writeFile(join(folder, 't10k-images-idx3-ubyte'), idxFile([images, side, side], pixels));
    await writeFile(join(folder, 't10k-labels-idx1-ubyte'), idxFile([images], classes));
  }
}
