import { describe, expect, it } from 'vitest';
import { refuseCostlyJson } from './json-cost.js';

const pass = (text: string, offset = 0) => {
  const bytes = Buffer.concat([Buffer.alloc(offset, '"'), Buffer.from(text)]).subarray(offset);
  return () => refuseCostlyJson(bytes);
};
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const texts = (text: string) => JSON.stringify({ data: [text, 1, 2, 3] });

describe('JSON that is costly to parse', () => {
  it.each([0, 1, 2, 3])('is refused by its depth, wherever its bytes begin: %i', (offset) => {
    expect(pass(nested(32), offset)).not.toThrow();
    expect(pass(nested(33), offset)).toThrow('more than 32 levels');
    expect(pass(`{"data":[1,22,333,4444,${'1,'.repeat(9)}${nested(31)}]}`, offset)).toThrow('32 levels');
    expect(pass('['.repeat(1_000), offset)).toThrow('32 levels');
  });

  it('is refused by its objects and names', () => {
    expect(pass(`[${'{"a":1},'.repeat(5_000)}1]`)).not.toThrow();
    expect(pass(`[${'{"a":1},'.repeat(5_001)}1]`)).toThrow('more than 10000 objects and names');
    expect(pass(`{${'"a":1,'.repeat(10_001)}"b":1}`)).toThrow('10000 objects and names');
    expect(pass(`[${'{},'.repeat(10_001)}1]`)).toThrow('10000 objects and names');
  });

  it('is refused by its lists, with another way to send them', () => {
    expect(pass(`[${'[],'.repeat(1_999_999)}1]`)).not.toThrow();
    expect(pass(`[${'[],'.repeat(2_000_000)}1]`)).toThrow('one flat list');
  });

  it.each(['[[[[', '"', '\\', '\\"', '"[', '\\\\"[', '{":', '\u2028é[', 'a'.repeat(9)])(
    'is not what texts contain: %s',
    (part) => {
      for (let offset = 0; offset < 4; offset += 1)
        expect(pass(texts(part.repeat(20_000)), offset)).not.toThrow();
    },
  );

  it('is found after texts with quotes and backslashes', () => {
    for (const text of ['\\', '"', '\\"', 'a\\\\"', ''])
      expect(pass(`[${JSON.stringify(text)},${nested(33)}]`), text).toThrow('32 levels');
  });

  it.each(['', '"', '"\\', '"\\"', ']]]]', '{', 'x', '\u0000'])(
    'is not what no JSON is: %j is left to the parser',
    (text) => expect(pass(text)).not.toThrow(),
  );

  it('is no tensor of 4,096 rows, nested or flat', () => {
    const row = (value: string) => `[${Array.from({ length: 400 }, () => value).join(',')}]`;
    for (const value of ['[255]', '255', '0.125', '-1.5e-7'])
      expect(
        pass(`{"inputs":[{"data":[${Array.from({ length: 4_096 }, () => row(value)).join(',')}]}]}`),
      ).not.toThrow();
  });
});
