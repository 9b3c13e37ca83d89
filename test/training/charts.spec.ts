import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { reliabilityDiagram } from '../../src/training/charts/reliability-diagram.js';
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

it('draws each bar of the reliability diagram over its bin, from edge to edge', async () => {
  const bin = (from: number, to: number) => ({ from, to, images: 3, accuracy: 0.5, confidence: 0.5 });
  const svg = await reliabilityDiagram([bin(0, 0.5), bin(0.5, 1)], 'a model');
  const [left, right] = [60, 460];
  const bars = [...svg.matchAll(/<path d="M([\d.]+) [\d.]+l([\d.]+) [^"]*" fill="#3b7dd8" stroke="#fff"/g)];
  expect(bars.map(([, start, width]) => [Number(start), Number(width)])).toEqual([
    [left, (right - left) / 2],
    [(left + right) / 2, (right - left) / 2],
  ]);
});
