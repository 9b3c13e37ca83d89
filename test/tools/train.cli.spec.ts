import { expect, it } from 'vitest';
import { linesOf } from './cli/lines.js';
import { pictureOf } from '../support/png.js';
import { pictures } from './cli/pictures.js';
import { run } from './cli/seamline.js';
import { noNative } from '../support/native.js';
import { temporaryFolder } from '../support/test-application.js';

it.skipIf(noNative)(`train --json prints each epoch and the figures of the model${noNative}`, async () => {
  const dark = await pictureOf('#111');
  const bright = await pictureOf('#eee');
  const files = Array.from({ length: 20 }, (_, at) => [
    [`dark/${at}.png`, dark],
    [`bright/${at}.png`, bright],
  ]);
  const data = await pictures(Object.fromEntries(files.flat()));
  const settings = { MODELS_DIR: await temporaryFolder(), CACHE_DIR: await temporaryFolder() };
  const words = ['--name', 'tiny', '--data', data, '--epochs', '2', '--size', '16'];
  const { code, output } = await run(settings, 'train', '--json', ...words);
  const lines = linesOf(output).filter(({ type }) => type !== 'step');
  expect([code, lines.map(({ type }) => type)]).toEqual([
    0,
    ['data', 'epoch', 'epoch', 'measuring', 'result'],
  ]);
  expect(lines[1]).toMatchObject({ epoch: 1, epochs: 2, loss: expect.any(Number) });
  expect(lines.at(-1)).toMatchObject({ name: 'tiny', version: '1', accuracy: expect.any(Number) });
});
