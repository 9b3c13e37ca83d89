import { describe, expect, it } from 'vitest';
import { idxFile } from '../../../test/support/idx-file.js';
import { IdxDataset } from './idx.dataset.js';
import { parseIdx } from './idx.js';

const images = parseIdx(idxFile([2, 1, 3]));

function dataset(classes: readonly number[], pictures = images) {
  const about = { name: 'pair', description: 'two images', labels: ['left', 'right'] };
  return new IdxDataset({
    ...about,
    images: pictures,
    classes: parseIdx(idxFile([classes.length], classes)),
  });
}

describe('IdxDataset', () => {
  it('gives each image its own pixels and its label by name', () => {
    const pair = dataset([1, 0]);
    expect(pair).toMatchObject({ size: 2, width: 3, height: 1, channels: 1, sampled: false });
    expect(pair.image(0)).toEqual({ index: 0, pixels: Uint8Array.of(0, 1, 2), label: 'right' });
    expect(pair.image(1)).toEqual({ index: 1, pixels: Uint8Array.of(3, 4, 5), label: 'left' });
  });

  it.each([-1, 2, 0.5, Number.NaN])('refuses index %s with the range', (index) => {
    expect(() => dataset([1, 0]).image(index)).toThrow(RangeError);
    expect(() => dataset([1, 0]).image(index)).toThrow('from 0 to 1');
  });

  it('refuses labels that do not belong to the images', () => {
    expect(() => dataset([1])).toThrow('labels of shape 1, expected one for each of 2 images');
    expect(() => dataset([1, 2])).toThrow('label 2, expected 0 to 1');
  });

  it('refuses images without height and width', () => {
    expect(() => dataset([1, 0], parseIdx(idxFile([2, 3])))).toThrow('expected count × height × width');
  });
});
