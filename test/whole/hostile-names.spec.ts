import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  temporaryFolder,
} from '../support/test-application.js';

const hostile = [
  '../../secret',
  '..\\..\\secret',
  '/etc/passwd',
  'a\u0000b',
  '%2e%2e%2fsecret',
  '.',
  '..',
  '-rf',
];

describe('A name from outside', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder(onEnd);
    const models = join(folder, 'models');
    const shipped = join(import.meta.dirname, '../../models/fashion-mnist/1');
    await cp(shipped, join(models, 'fashion-mnist/1'), { recursive: true });
    // A whole model beside the root, to which names and links lead.
    await cp(shipped, join(folder, 'secret/1'), { recursive: true });
    await symlink(join(folder, 'secret'), join(models, 'linked'));
    await mkdir(join(models, 'half'));
    await symlink(join(folder, 'secret/1'), join(models, 'half/1'));
    await symlink(join(folder, 'secret/1'), join(models, 'fashion-mnist/2'));
    await writeFile(join(folder, 'secret.txt'), 'secret');
    const settings = { ...(await ownSettings(onEnd)), MODELS_DIR: models };
    url = (await startTestApplication(settings, onEnd)).url;
  });

  it.each([...hostile, '../secret', 'linked', 'half'])('loads no model from elsewhere: %j', async (name) => {
    const path = `${url}/v2/repository/models/${encodeURIComponent(name)}/load`;
    const { status } = await fetch(path, { method: 'POST', body: '{}' });
    expect([400, 404]).toContain(status);
  });

  it('loads no version that a link leads to elsewhere', async () => {
    const body = JSON.stringify({ parameters: { version: '2' } });
    const path = `${url}/v2/repository/models/fashion-mnist/load`;
    expect((await fetch(path, { method: 'POST', body })).status).toBe(404);
    const report = await fetch(`${url}/models`);
    expect(await report.text()).not.toMatch(/linked|half|secret/);
  });

  it.each(hostile)('of an uploaded file is never a path: %j', async (name) => {
    const before = await readdir(folder, { recursive: true });
    const png = await sharp({ create: { width: 28, height: 28, channels: 3, background: '#345' } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(png)]), name);
    const answer = await fetch(`${url}/images?wait=30`, { method: 'POST', body: form });
    expect(answer.status, await answer.clone().text()).toBe(200);
    expect(await answer.json()).toMatchObject({ complete: true });
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fpackage.json',
    '/charts/..%2f..%2fpackage.json',
    '/views/..%5c..%5cpackage.json',
    '/images/..%2f..%2fsecret.txt',
    '/event-source/%2e%2e/package.json',
  ])('of a file to be answered stays in the page: %s', async (path) => {
    const answer = await fetch(url + path);
    expect([400, 403, 404]).toContain(answer.status);
  });
});
