import sharp from 'sharp';
import type { ImagesInMemory } from '../dataset/dataset.js';
import type { JudgedImage } from '../statistics.js';
import { chartPercent, renderSvg, titleOf } from './render.js';

const columns = 6;
const rows = 4;
const cell = { width: 140, height: 150, picture: 96 };

/** The wrong answers with the greatest confidence. */
export async function mistakes(
  all: readonly JudgedImage[],
  dataset: ImagesInMemory,
  title: string,
): Promise<string> {
  const worst = all
    .filter(({ truth, answer }) => truth !== answer)
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, columns * rows);
  const elements = await Promise.all(worst.map((verdict, at) => picture(verdict, dataset, at)));
  const size = {
    width: columns * cell.width,
    height: 50 + Math.max(1, Math.ceil(worst.length / columns)) * cell.height,
  };
  const text = worst.length > 0 ? title : `${title}: none`;
  return renderSvg({ title: titleOf(text, size), graphic: { elements: elements.flat() } }, size);
}

async function picture(
  { index, truth, answer, confidence }: JudgedImage,
  dataset: ImagesInMemory,
  at: number,
) {
  const left = (at % columns) * cell.width;
  const top = 50 + Math.floor(at / columns) * cell.height;
  const margin = (cell.width - cell.picture) / 2;
  const text = [
    `${chartPercent(confidence, 0)} ${dataset.labels[answer]}`,
    `${index} is ${dataset.labels[truth]}`,
  ].join('\n');
  return [
    {
      type: 'image' as const,
      left: left + margin,
      top,
      style: { image: await dataUri(dataset, index), width: cell.picture, height: cell.picture },
    },
    {
      type: 'text' as const,
      left: left + 4,
      top: top + cell.picture + 6,
      style: { text, fontSize: 11, width: cell.width - 20, overflow: 'truncate' as const },
    },
  ];
}

/** Enlarged pixel by pixel, so that it shows what the network saw. */
async function dataUri(dataset: ImagesInMemory, index: number): Promise<string> {
  const { width, height } = dataset;
  const raw = { width, height, channels: dataset.channels as 1 | 3 };
  const png = await sharp(dataset.image(index).pixels, { raw })
    .resize(cell.picture, cell.picture, { kernel: 'nearest', fit: 'contain', background: '#fff' })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}
