import { expect, it } from 'vitest';
import { modelsFolder, name } from '../support/models-folder.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { decideAtOnce } from './decisions/rounds.js';
import { killAndRestart, startRole, servingAt } from './decisions/roles.js';
import { change, rowsOf, versionsIn } from './rollout/service.js';

it('three processes without a shared folder do what one is asked, also after kill -9 of each', async () => {
  const settings = await ownSettings();
  const started = ['api', 'classifier,inference', 'results'].map((role) => startRole(role, settings));
  let [api, classifier, results] = (await Promise.all(started)) as [
    Awaited<(typeof started)[0]>,
    Awaited<(typeof started)[0]>,
    Awaited<(typeof started)[0]>,
  ];
  await Promise.all([api.ready, classifier.ready, results.ready]);
  const url = await api.ready;
  expect(versionsIn(await rowsOf(url, 0, 10))).toEqual(new Set(['3']));
  expect(await change(url, 'swap', { version: '2' })).toMatchObject({ status: 202 });
  expect(await change(url, 'canary', { version: '1', percent: 50 })).toMatchObject({ status: 202 });
  const decided = 'fashion-mnist@2 serves, 50 % of its events go to @1';
  await expect.poll(() => classifier.output(), { timeout: 20_000 }).toContain(decided);
  expect(versionsIn(await rowsOf(url, 0, 60))).toEqual(new Set(['1', '2']));
  [api, classifier, results] = await Promise.all([
    killAndRestart(api),
    killAndRestart(classifier),
    killAndRestart(results),
  ]);
  await Promise.all([classifier.ready, results.ready]);
  const again = await api.ready;
  expect(classifier.output()).toContain(decided);
  expect(classifier.output()).not.toContain('@3');
  expect(await servingAt(again)).toMatchObject({ version: '2', previous: '3', canary: { version: '1' } });
  expect(versionsIn(await rowsOf(again, 0, 60))).toEqual(new Set(['1', '2']));
}, 90_000);

it('of decisions that two processes make at once, both hold or one is refused', async () => {
  const settings = { ...(await ownSettings()), MODELS: name, ROLES: 'api' };
  const start = async () =>
    (await startTestApplication({ ...settings, MODELS_DIR: await modelsFolder(3) })).url;
  const [one, other] = await Promise.all([start(), start()]);
  await change(one, 'swap', { version: '1' });
  const { both, refused } = await decideAtOnce(one, other, 6);
  expect(both + refused).toBe(6);
});
