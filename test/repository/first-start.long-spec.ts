import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/http.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { onSuiteFinished, ownSettings, temporaryFolder } from '../support/test-application.js';

const repository = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

// The short form is installing.spec.ts. This one needs the npm registry, or what npm keeps of it.
describe('a copy of the repository as git has it', { timeout: 300_000 }, () => {
  const onEnd = onSuiteFinished();
  let folder: string;
  const inside = (command: string, ...args: string[]) => run(command, args, { cwd: folder });
  const installed = async () => (await readdir(join(folder, 'node_modules'), { recursive: true })).length;
  const start = (settings: Readonly<Record<string, string>>, ...words: string[]) =>
    startSeamline({ ...settings, PORT: '0' }, { words, cwd: folder });

  beforeAll(async () => {
    folder = await temporaryFolder(onEnd);
    const { stdout } = await run('git', ['ls-files', '-z'], { cwd: repository, maxBuffer: 10_000_000 });
    for (const path of stdout.split('\0').filter(Boolean))
      await cp(join(repository, path), join(folder, path), { recursive: true });
  });

  async function answersTen(url: string): Promise<void> {
    const path = '/push-to-consumer?start_idx=0&end_idx=10&wait=10';
    const { status, body } = await call<{ labels: string[] }>(url + path, { method: 'POST' });
    expect([status, body.labels.length]).toEqual([200, 10]);
  }

  it('starts with the packages that it runs with, and goes on answering while those of the tests are added', async () => {
    const settings = await ownSettings();
    const service = start(settings, 'scripts/run.mjs');
    const url = await service.ready;
    await answersTen(url);
    const { stdout: megabytes } = await inside('du', '-sm', 'node_modules');
    expect(Number.parseInt(megabytes, 10)).toBeLessThan(450);

    const tests = new AbortController();
    const asking = (async () => {
      while (!tests.signal.aborted) await answersTen(url);
    })();
    const ran = await inside(
      'npm',
      'test',
      '--silent',
      '--',
      'src/foundation/concurrency/bag.spec.ts',
    ).finally(() => tests.abort());
    await asking;
    expect(ran.stdout).toMatch(/\n[1-9]\d* passed, 0 failed, 0 skipped\n$/);
    expect(await service.end()).toBe(0);

    const all = await installed();
    const again = start(settings, 'scripts/run.mjs');
    await again.ready;
    expect(again.output()).not.toContain('Installing');
    expect(await installed()).toBe(all);
    await again.end();
  });

  it("is built by Nest's own command, too, after a plain npm install, which changes no file of git", async () => {
    const lock = await readFile(join(folder, 'package-lock.json'), 'utf8');
    await inside('npm', 'install', '--prefer-offline');
    expect(await readFile(join(folder, 'package-lock.json'), 'utf8')).toBe(lock);
    await inside(process.execPath, 'node_modules/@nestjs/cli/bin/nest.js', 'build');
    const service = start(await ownSettings(), 'dist/main.js');
    await answersTen(await service.ready);
    await service.end();
  });
});
