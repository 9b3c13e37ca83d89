import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, expectWholeRange, predictionsOf, push } from '../support/http.js';
import { breakVersion, modelsFolder, versionFolder } from '../support/models-folder.js';
import { ownSettings, startTestApplication, temporaryFolder } from '../support/test-application.js';

it('a model whose file was replaced by a broken one serves on; after a restart images wait until the file is whole', async () => {
  const MODELS_DIR = await modelsFolder(1);
  const settings = { ...(await ownSettings()), MODELS_DIR, RETRY_ATTEMPTS: '1' };
  const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const classifier = { ...settings, ROLES: 'classifier' };
  const loaded = await startTestApplication(classifier);
  const whole = join(await temporaryFolder(), 'whole');
  await cp(versionFolder(MODELS_DIR, 1), whole, { recursive: true });
  await breakVersion(MODELS_DIR, 1);
  expectWholeRange(await predictionsOf(url, await push(url, 'push-to-consumer', 0, 60)), 0, 60);
  await loaded.close();

  const waiting = await push(url, 'push-to-consumer', 60, 120);
  await expect(startTestApplication(classifier)).rejects.toThrow(/weights\.bin/);
  expect((await call(`${url}/ledger`)).body).toMatchObject({ predicted: 60, dead: 0, inFlight: 60 });
  await cp(whole, versionFolder(MODELS_DIR, 1), { recursive: true });
  await startTestApplication(classifier);
  expectWholeRange(await predictionsOf(url, waiting), 60, 120);
});
