import { expect, it } from 'vitest';
import { call, push } from '../support/http.js';
import { twoVersions } from '../support/model-versions.js';
import { answerLate } from '../support/services/browser.js';
import { pageSuite } from '../support/services/page-suite.js';
import { type OnEnd, ownSettings } from '../support/test-application.js';

const settings = async (onEnd: OnEnd) => ({
  ...(await ownSettings(onEnd)),
  BROKERS: 'embedded,kafka',
  KAFKA_BROKERS: '127.0.0.1:1',
  MODELS_DIR: await twoVersions(onEnd),
});

await pageSuite(
  'The page of two model versions and a broker that is away',
  ({ url, open }) => {
    it('says what the missing broker means, and lets versions be swapped and tried', async () => {
      const { page, errors } = await open('#/models');
      await page.getByText('kafka is away').waitFor();
      await page.getByText('version 2 serves').first().waitFor();
      // However long the list takes to come, its buttons fit what the page says.
      await answerLate(page, '**/models');
      await page.getByRole('button', { name: 'Swap in' }).click();
      await page.getByText('version 1 serves').first().waitFor();
      await page.getByRole('button', { name: 'Shadow' }).click();
      await page.getByText('version 1 serves, version 2 predicts in the shadow').first().waitFor();
      await push(url(), 'push-to-consumer', 0, 20);
      await page.getByText('Version 2 in the shadow: 100.0% agreement').waitFor();
      await page.getByRole('button', { name: 'End the trial' }).click();
      await page.getByRole('button', { name: 'Roll back to version 2' }).click();
      await page.getByText('version 2 serves').first().waitFor();
      await page.unrouteAll({ behavior: 'wait' });
      expect(errors).toEqual([]);
    }, 60_000);

    it('refuses a click on what somebody else has changed meanwhile, and shows what serves now', async () => {
      const { page } = await open('#/models');
      await page.getByText('version 2 serves').first().waitFor();
      let answer = () => {};
      const late = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/models', async (route) => {
        await late;
        await route.continue();
      });
      await page.waitForRequest('**/models');
      const body = JSON.stringify({ version: '1' });
      const headers = { 'content-type': 'application/json' };
      await call(`${url()}/models/fashion-mnist/swap`, { method: 'POST', headers, body });
      await page.getByRole('button', { name: 'Swap in' }).click();
      answer();
      await page.getByText('is the newest: fashion-mnist@1 serves').waitFor();
      await page.getByText('version 1 serves').first().waitFor();
      await page.unrouteAll({ behavior: 'wait' });
    }, 60_000);

    it('says on the view of health what is well and what is not', async () => {
      const { page } = await open('#/health');
      const rows = page.locator('.health li');
      await rows.filter({ hasText: 'broker kafka' }).filter({ hasText: '✗ not well' }).waitFor();
      await rows.filter({ hasText: 'broker embedded' }).filter({ hasText: '● well' }).waitFor();
      await rows.filter({ hasText: 'database' }).filter({ hasText: '20 images are in it' }).waitFor();
    });
  },
  settings,
);
