import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxFile } from '../../../test/support/idx-file.js';
import { parseIdx } from './idx.js';

describe('parseIdx', () => {
  const file = idxFile([2, 2, 3]);

  it('reads shape and bytes of a plain file', () => {
    const { shape, data } = parseIdx(file);
    expect(shape).toEqual([2, 2, 3]);
    expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('reads a gzipped file as it reads the plain one', () => {
    expect(parseIdx(gzipSync(file))).toEqual(parseIdx(file));
  });

  it('says how much is missing of a file that is cut short', () => {
    expect(() => parseIdx(file.subarray(0, -1))).toThrow('cut short: 27 bytes, expected 28 for 2 × 2 × 3');
    expect(() => parseIdx(file.subarray(0, 9))).toThrow('cut short: 9 bytes, the header alone has 16');
  });

  it('says so when there is more than the header tells', () => {
    expect(() => parseIdx(Buffer.concat([file, file]))).toThrow('too long: 56 bytes, expected 28');
  });

  it('says so when the gzip data is cut short', () => {
    expect(() => parseIdx(gzipSync(file).subarray(0, -5))).toThrow('gzip data is damaged or cut short');
  });

  it('refuses what is no IDX file, and shows how it starts', () => {
    expect(() => parseIdx(Buffer.from('<!doctype html>'))).toThrow(
      'not an IDX file: it starts with 3c21646f',
    );
    expect(() => parseIdx(Buffer.alloc(0))).toThrow('not an IDX file: it starts with nothing');
  });

  it('refuses elements that are not unsigned bytes', () => {
    const floats = Buffer.from(file);
    floats[2] = 0x0d;
    expect(() => parseIdx(floats)).toThrow('IDX element type 0x0d, expected unsigned bytes (0x08)');
  });
});
