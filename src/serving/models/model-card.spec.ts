import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, putModel, smallCard, smallGraph } from '../../../test/support/own-model.js';
import { readModelCard } from './model-card.js';

const labels = ['cat', 'dog', 'bird'];

async function cardOf(file: object) {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'card.json'), JSON.stringify({ name: 'mine', version: '7', labels, ...file }));
  return readModelCard(folder);
}
const inputOf = async (input: object) => (await cardOf({ input })).input;
const mistakeOf = (file: object) =>
  cardOf(file).then(
    () => 'none',
    (error: Error) => error.message.replace(/^.*card\.json cannot be used: /, ''),
  );
const mistakeOfInput = (input: object) => mistakeOf({ input: { ...smallCard.input, ...input } });
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6) as number);

describe('the presets', () => {
  const size = { width: 96, height: 64, channels: 3 };

  it('imagenet is what torchvision does: mean and deviation, shorter side to 256, centre of 224', async () => {
    expect(await inputOf({ preset: 'imagenet' })).toEqual({
      width: 224,
      height: 224,
      channels: 3,
      scale: close([1 / (255 * 0.229), 1 / (255 * 0.224), 1 / (255 * 0.225)]),
      offset: close([-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225]),
      fit: 'cover',
      resize: 256,
      interpolation: 'bilinear',
    });
    expect(await inputOf({ preset: 'imagenet', width: 299, height: 299 })).toMatchObject({ resize: 342 });
    expect(await inputOf({ preset: 'imagenet', resize: 232 })).toMatchObject({ width: 224, resize: 232 });
  });

  it.each([
    ['unit', { scale: Array(3).fill(1 / 255), offset: [0, 0, 0] }],
    ['tf', { scale: Array(3).fill(1 / 127.5), offset: [-1, -1, -1] }],
    ['caffe', { scale: [1, 1, 1], offset: [-103.939, -116.779, -123.68], colors: 'BGR' }],
    ['teachable-machine', { scale: Array(3).fill(1 / 127.5), offset: [-1, -1, -1], fit: 'cover' }],
  ])('%s gives its scale and offset', async (preset, expected) => {
    expect(await inputOf({ preset, ...size })).toMatchObject({ ...size, ...expected });
  });

  it('what the card says itself comes before the preset', async () => {
    const own = { preset: 'imagenet', mean: 0.5, std: 0.5, interpolation: 'lanczos', colors: 'BGR' };
    expect(await inputOf(own)).toMatchObject({
      scale: close([2 / 255, 2 / 255, 2 / 255]),
      offset: [-1, -1, -1],
      interpolation: 'lanczos',
      colors: 'BGR',
    });
  });
});

it('scale and offset, and mean and deviation, are one number or one for each channel', async () => {
  const size = { width: 2, height: 2, channels: 3 };
  expect(await inputOf({ ...size, scale: [1, 2, 3], offset: 0 })).toMatchObject({
    scale: [1, 2, 3],
    offset: [0, 0, 0],
  });
  expect(await inputOf({ ...size, mean: [0.5, 0.25, 0], std: [0.5, 0.5, 1] })).toMatchObject({
    scale: close([1 / 127.5, 1 / 127.5, 1 / 255]),
    offset: close([-1, -0.5, 0]),
  });
});

it.each([
  [{ chanels: 1 }, /^input: there is no field "chanels"; allowed: .*channels.*layout.*resize/],
  [{ preset: 'torch' }, /input\.preset: .*"imagenet".*seen: "torch"/],
  [{ width: 0 }, /input\.width: .*seen: 0/],
  [{ channels: 4 }, /input\.channels: 4; allowed: 1 \(grey\) and 3 \(colours\)/],
  [{ channels: 2 }, /input\.channels: 2; allowed: 1 \(grey\) and 3/],
  [{ scale: undefined }, /input\.scale: missing; .*"mean" and "std".*"preset"/],
  [{ offset: undefined }, /input\.offset: missing/],
  [{ mean: 0.5 }, /input\.mean: .*"scale" is there too/],
  [{ scale: [1, 2] }, /input\.scale: 2 values, expected 1, one for each channel/],
  [{ scale: undefined, offset: undefined, mean: 0.5, std: 0 }, /input\.std: 0, expected more than 0/],
  [{ scale: undefined, offset: undefined, mean: 0.5 }, /input\.std: missing/],
  [{ scale: undefined, offset: undefined, mean: 123, std: 58 }, /input\.mean: 123.*0 to 1.*"scale"/],
  [{ scale: 0 }, /input\.scale: 0, expected another number/],
  [{ colors: 'BGR' }, /input\.colors: "BGR" needs 3 channels/],
  [{ layout: 'CHW' }, /input\.layout: .*"NCHW".*seen: "CHW"/],
  [{ type: 'int32' }, /input\.type: int32 takes whole numbers.*scale/],
  [{ resize: 1 }, /input\.resize: 1, expected at least 2/],
  [{ resize: 4, fit: 'contain' }, /input\.fit: "contain" with "resize"; allowed: "cover"/],
  [{ interpolation: 'cubic' }, /input\.interpolation: .*"bicubic".*seen: "cubic"/],
  [{ background: 256 }, /input\.background: .*seen: 256/],
])('an input that says %j is refused by its field', async (input, message) => {
  expect(await mistakeOfInput(input)).toMatch(message);
});

const { input } = smallCard;
it.each([
  [{ outputs: 'logits' }, /^there is no field "outputs"; allowed: .*"output"/],
  [{ output: 'sigmoid', labels: ['cat', 'dog', 'cat'] }, /labels: "cat" is there twice/],
  [{ labels: ['cat', 'd'.repeat(513)] }, /labels\.1: .*512 characters/],
  [{ labels: ['cat', 'a\tdog'] }, /labels\.1: a text without control characters/],
  [{ threshold: 0.5 }, /threshold: .*"output": "sigmoid"/],
  [{ none: 'nothing' }, /none: .*"output": "sigmoid"/],
  [{ output: 'sigmoid', threshold: 2 }, /threshold: .*seen: 2/],
  [{ output: 'sigmoid', threshold: { horse: 0.5 } }, /threshold: there is no label "horse"/],
  [{ output: 'sigmoid', none: 'dog' }, /none: "dog" is a label/],
  [{ output: 'sigmoid', multiLabel: false }, /multiLabel: .*two labels/],
  [{ output: 'sigmoid', labels: ['no', 'yes'], threshold: 0.3 }, /threshold: .*"multiLabel": true/],
  [{ output: 'logits', multiLabel: true }, /multiLabel: .*"output": "sigmoid"/],
  [{ output: 'logits', labels: ['cat'] }, /output: a softmax of one value is always 1/],
])('a card that says %j is refused by its field', async (file, message) => {
  expect(await mistakeOf({ input, ...file })).toMatch(message);
});

it('several sigmoids are a multi-label model: each label has its threshold, 0.5 without a word', async () => {
  const card = { input, output: 'sigmoid' };
  expect((await cardOf(card)).multiLabel).toEqual({ thresholds: [0.5, 0.5, 0.5], none: 'none' });
  const stated = { ...card, threshold: { dog: 0.3 }, none: 'empty' };
  expect((await cardOf(stated)).multiLabel).toEqual({ thresholds: [0.5, 0.3, 0.5], none: 'empty' });
  expect((await cardOf({ ...card, threshold: 0.7 })).multiLabel?.thresholds).toEqual([0.7, 0.7, 0.7]);
  const two = { ...card, labels: ['cat', 'dog'] };
  expect((await cardOf(two)).multiLabel).toBeUndefined();
  expect((await cardOf({ ...two, multiLabel: true })).multiLabel?.thresholds).toHaveLength(2);
});

it('labels alone are refused for channels that no picture has, with the layout that helps', async () => {
  const folder = await emptyFolder();
  await putModel(folder, smallGraph({ input: [-1, 3, 16, 16] }), { 'labels.txt': 'a\nb\nc' });
  await rm(join(folder, 'card.json'), { force: true });
  await expect(readModelCard(folder)).rejects.toThrow(
    /its input is 3 × 16 × 16, so it has 16 channels; allowed: 1 \(grey\) and 3 \(colours\).*"layout": "NCHW"/,
  );
});
