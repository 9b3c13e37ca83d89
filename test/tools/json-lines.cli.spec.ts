import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../../src/tools/cli/program.js';
import { linesOf } from './cli/lines.js';
import { png } from '../support/png.js';
import { pictures } from './cli/pictures.js';
import { prepared, run, seamline } from './cli/seamline.js';
import { push } from '../support/http.js';
import { ownSettings } from '../support/test-application.js';

const poll = { timeout: 25_000 };

it('every command that does something takes --json', async () => {
  const leaves = ({ commands, ...command }: Command, path: string): [string, boolean][] =>
    commands.length > 0
      ? commands.flatMap((each) => leaves(each, `${path} ${each.name()}`.trim()))
      : [[path, command.options.some(({ long }) => long === '--json')]];
  const without = leaves(await createProgram(), '').filter(([, takes]) => !takes);
  expect(without.map(([path]) => path)).toEqual(['completion']);
});

it('start says where it answers once it is ready, and watch tells its numbers', async () => {
  const settings = { ...(await ownSettings()), GRPC_PORT: '0', BACKEND: 'wasm' };
  const service = seamline(settings, 'start', '--json');
  await expect.poll(() => service.printed.output, poll).toContain('\n');
  const [ready] = linesOf(service.printed.output);
  expect(ready).toMatchObject({ type: 'ready', brokers: ['embedded'], readyAfterMs: expect.any(Number) });
  expect(ready?.['roles']).toEqual(['api', 'classifier', 'results', 'inference']);
  expect(ready?.['grpc']).toMatch(/^127\.0\.0\.1:[1-9]\d+$/);
  const url = String(ready?.['url']);
  await push(url, 'push-to-consumer', 0, 20);

  const watch = seamline({}, 'watch', '--json', '--url', url);
  await expect.poll(() => watch.printed.output, poll).toContain('"predicted":20');
  const last = linesOf(watch.printed.output).at(-1);
  expect(last).toMatchObject({ type: 'numbers', url, away: null, ledger: { accepted: 20 } });
  watch.child.kill('SIGINT');
  expect(await watch.code).toBe(0);

  service.child.kill('SIGTERM');
  expect(await service.code).toBe(0);
  expect(linesOf(service.printed.output)).toEqual([ready]);
  expect(service.printed.notes).toContain('ready after');
});

it('start does not count what happened before its program began', async () => {
  const installing = 2_000;
  const wait = `await new Promise((done) => setTimeout(done, ${installing}))`;
  const NODE_OPTIONS = `--import "data:text/javascript,${encodeURIComponent(wait)}"`;
  const begun = performance.now();
  const service = prepared({ ...(await ownSettings()), BACKEND: 'wasm', NODE_OPTIONS }, 'start', '--json');
  await expect.poll(() => service.printed.output, poll).toContain('\n');
  const [ready] = linesOf(service.printed.output);
  expect(ready?.['readyAfterMs']).toBeLessThan(performance.now() - begun - installing);
});

it('demo tells its images and its result', async () => {
  const { PORT: _, DATA_DIR: __, ...settings } = await ownSettings();
  const { code, output } = await run({ ...settings, BACKEND: 'wasm' }, 'demo', '--json');
  const [images, result, ...more] = linesOf(output);
  expect([code, more]).toEqual([0, []]);
  expect(images).toMatchObject({ type: 'images', count: 1000, sampled: expect.any(Boolean) });
  expect(result).toMatchObject({ type: 'result', ok: true, ledger: { predicted: 1000 } });
  expect(result?.['labels']).toHaveLength(1000);
});

it('publish tells what it skips, and its counts', async () => {
  const folder = await pictures({ 'a.png': png, 'b.png': png, 'c.txt': 'hello' });
  const { code, output, notes } = await run(await ownSettings(), 'publish', folder, '--json');
  const lines = linesOf(output).filter(({ type }) => type !== 'progress');
  expect([code, notes]).toEqual([1, '']);
  expect(lines).toEqual([
    {
      type: 'skipped',
      file: expect.stringContaining('c.txt'),
      reason: expect.stringContaining('no picture'),
    },
    expect.objectContaining({ type: 'result', broker: 'embedded', published: 2, skipped: 1, unknown: 0 }),
  ]);
});

it('a fault is a sentence on standard error, and the exit code says so', async () => {
  const settings = { ...(await ownSettings()), BATCH_SIZE: '0' };
  const commands = [['start'], ['demo'], ['publish', '.'], ['watch'], ['train', '--name', 'x']];
  const tried = commands.map(async (words) => {
    const { code, output, notes } = await run(settings, ...words, '--json');
    expect([words[0], code, output, notes]).toEqual([
      words[0],
      2,
      '',
      expect.stringContaining('BATCH_SIZE="0"'),
    ]);
  });
  await Promise.all(tried);
});
