import { expect, it } from 'vitest';
import { bestOf, type Figure, missed, type Ratio, verdictOf } from './figures.js';

const figure = (ratio: Omit<Ratio, 'against'>): Figure => ({
  question: 'pipeline',
  what: 'Seamline',
  value: 1_000,
  unit: 'images/s',
  ratio: { against: 'a script', ...ratio },
});

it('misses a goal from a fifth below it on, and an upper one from a quarter above it', () => {
  const kept = [figure({ value: 0.8, atLeast: 1 }), figure({ value: 1.25, atMost: 1 })];
  const late = [figure({ value: 0.79, atLeast: 1 }), figure({ value: 1.26, atMost: 1 })];
  expect(missed([...kept, ...late])).toEqual(late);
});

it('guards what is reached today where the goal is not, and says that it is short of it', () => {
  const short = figure({ value: 0.5, atLeast: 1, reached: 0.6 });
  expect(missed([short])).toEqual([]);
  expect(verdictOf(short)).toBe('short of the goal');
  expect(verdictOf(figure({ value: 0.4, atLeast: 1, reached: 0.6 }))).toBe('missed');
  expect(verdictOf(figure({ value: 1, atLeast: 1, reached: 0.6 }))).toBe('');
});

it('misses what could not be measured', () => {
  expect(missed([figure({ value: Number.NaN, atLeast: 1 })])).toHaveLength(1);
});

it('says nothing about figures without a goal', () => {
  const information = [figure({ value: 0.1 }), { ...figure({ value: 1 }), ratio: undefined }];
  expect(information.map(verdictOf)).toEqual(['', '']);
});

it('takes the better of two tries, ratio by ratio', () => {
  const first = [figure({ value: 0.5, atLeast: 1 }), figure({ value: 0.9, atMost: 1 })];
  const second = [figure({ value: 1.1, atLeast: 1 }), figure({ value: 1.4, atMost: 1 })];
  expect(bestOf(first, second)).toEqual([second[0], first[1]]);
});
