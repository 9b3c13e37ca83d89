import { expect, it } from 'vitest';
import { modelsFolder, name } from '../support/models-folder.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { decideAtOnce } from './decisions/rounds.js';
import { decideInThreeProcesses } from './decisions/three-processes.js';
import { change } from './rollout/service.js';

it('three processes without a shared folder do what one is asked, also after kill -9 of each', async () => {
  await decideInThreeProcesses(await ownSettings());
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
