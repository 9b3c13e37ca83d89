import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { installedWithout } from '../support/installed.js';
import { temporaryFolder } from '../support/test-application.js';

it('draws no charts where ECharts is not installed, and says which command installs it', async () => {
  const program = await installedWithout('echarts');
  const folder = await temporaryFolder();
  const draws = `
    import { drawCurves } from './dist/training/pictures.js';
    await drawCurves(process.argv[1], 'a model', [{ epoch: 1, loss: 1, accuracy: 1, rate: 1, imagesPerSecond: 1 }]);`;
  const cwd = resolve(program, '../../../..');
  const words = ['--input-type=module', '--eval', draws, folder];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd });
  expect(stdout).toContain('no charts are drawn: the package echarts is not installed; `npm run train`');
  expect(await readdir(folder)).toEqual([]);
});
