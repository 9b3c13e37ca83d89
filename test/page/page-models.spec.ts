import { expect, it } from 'vitest';
import { push } from '../support/http.js';
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
