import { expect, it } from 'vitest';
import type { ModelView } from '../../src/serving/rollout/model-views.service.js';
import { readMetrics } from '../operations/metrics/read-metrics.js';
import { call } from '../support/http.js';
import { modelsFolder, name } from '../support/models-folder.js';
import { changeDecisions } from '../support/registry.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { findingsWith } from '../tools/doctor/wrong-with.js';
import { change, rowsOf, versionsIn } from './rollout/service.js';

const start = async () => {
  const own = await ownSettings();
  const settings = { ...own, MODELS: name, MODELS_DIR: await modelsFolder(3), BACKEND: 'wasm' };
  const { url } = await startTestApplication(settings);
  return { url, settings, data: own['DATA_DIR']! };
};

type Parts = Readonly<Record<string, { readonly status: string; readonly lastError?: string }>>;
const readiness = async (url: string) => (await call<{ details: Parts }>(`${url}/health/ready`)).body.details;
const view = async (url: string) => (await call<ModelView>(`${url}/models/${name}`)).body;

it('a decision that is damaged keeps what serves, is named everywhere, and the next one mends it', async () => {
  const { url, settings, data } = await start();
  await change(url, 'swap', { version: '2' });
  const part = `decision ${name}`;
  expect(Object.keys(await readiness(url))).not.toContain(part);
  expect((await findingsWith(settings)).find(({ check }) => check === part)).toMatchObject({
    status: 'ok',
    text: expect.stringContaining(`${name}@2 serves; revision 1 in SQLite`),
  });
  changeDecisions(data, `insert into serving_decisions values ('${name}', 2, 'x', '{"version"', 'now')`);
  const text = `revision 2 of ${name} in the table serving_decisions is damaged`;
  await expect
    .poll(() => readiness(url), { timeout: 10_000 })
    .toMatchObject({
      [part]: { status: 'up', state: 'not followed', lastError: expect.stringContaining(text) },
    });
  expect(await view(url)).toMatchObject({
    serving: { version: '2' },
    revision: 2,
    trouble: expect.stringContaining(text),
  });
  const metrics = await readMetrics(url);
  expect(metrics.value('seamline_serving_decision_followed', { model: name })).toBe(0);
  expect(metrics.value('seamline_serving_decision_revision', { model: name })).toBe(1);
  expect((await findingsWith(settings)).find(({ check }) => check === part)).toMatchObject({
    status: 'wrong',
    text: expect.stringContaining(text),
    fix: expect.stringContaining('POST /models/<name>/swap'),
  });
  expect(versionsIn(await rowsOf(url, 0, 10))).toEqual(new Set(['2']));
  expect(await change(url, 'swap', { version: '1', revision: 2 })).toMatchObject({
    status: 200,
    body: { revision: 3, serving: { version: '1', previous: '2' } },
  });
  expect(Object.keys(await readiness(url))).not.toContain(part);
  expect(await view(url)).not.toHaveProperty('trouble');
});

it('a caller that names the revision it has seen is refused when there is a newer decision', async () => {
  const { url } = await start();
  expect((await view(url)).revision).toBe(0);
  await change(url, 'swap', { version: '2', revision: 0 });
  for (const [action, body] of Object.entries({
    swap: { version: '1' },
    canary: { version: '1', percent: 10 },
    shadow: { version: '1' },
    'roll-back': {},
    promote: {},
    abort: {},
  })) {
    expect(await change(url, action, { ...body, revision: 0 })).toMatchObject({
      status: 409,
      body: { code: 'STALE_DECISION', revision: 1, serving: { version: '2', previous: '3' } },
    });
  }
  expect(await change(url, 'swap', { version: '2', revision: 1 })).toMatchObject({ body: { revision: 1 } });
  expect(await change(url, 'roll-back', { revision: '1' })).toMatchObject({
    status: 200,
    body: { revision: 2 },
  });
  expect(await change(url, 'abort', { revision: 'x' })).toMatchObject({ status: 400 });
});
