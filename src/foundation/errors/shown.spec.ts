import { expect, it } from 'vitest';
import { shown } from './shown.js';

it.each([null, true, 1.5, 'text', [], {}, [1, 'a', [null]], { a: [{ b: 2 }], 'c"': false }])(
  'a short value is its JSON: %j',
  (value) => {
    expect(shown(value)).toEqual({ text: JSON.stringify(value), isWhole: true });
  },
);

it('a long value is cut after 100 characters', () => {
  for (const value of ['x'.repeat(1_000_000), Array(1_000_000).fill(7), { ['k'.repeat(200)]: 1 }]) {
    const whole = JSON.stringify(value);
    expect(shown(value)).toEqual({ text: `${whole.slice(0, 100)}…`, isWhole: false });
  }
});

it('a value that is nested deeper than JSON can be written is cut too', () => {
  const lists = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
  const objects = JSON.parse('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)) as unknown;
  expect(() => JSON.stringify(lists)).toThrow(RangeError);
  expect(shown(lists)).toEqual({ text: `${'['.repeat(8)}…${']'.repeat(8)}`, isWhole: false });
  expect(shown(objects)).toEqual({ text: `${'{"a":'.repeat(8)}…${'}'.repeat(8)}`, isWhole: false });
});
