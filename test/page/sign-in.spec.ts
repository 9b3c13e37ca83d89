import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bearer, type KeyFile, keyFile } from '../support/keys.js';
import { seriousFlaws } from '../support/services/accessibility.js';
import { openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const available = await ifAvailable(startBrowser);
if ('browser' in available) afterAll(() => available.browser.close());

withServer('The page', available, ({ browser }) => {
  describe('The page of a deployment that asks who calls', () => {
    const onEnd = onSuiteFinished();
    let keys: KeyFile['keys'];
    let url: string;
    const open = () => openPage(browser, `${url}/`, onTestFinished);

    beforeAll(async () => {
      const made = await keyFile(onEnd);
      keys = made.keys;
      const settings = { ...(await ownSettings(onEnd)), API_KEYS_FILE: made.file };
      url = (await startTestApplication(settings, onEnd)).url;
      const push = `${url}/push-to-consumer?start_idx=0&end_idx=30&wait=60`;
      await fetch(push, { method: 'POST', ...bearer(keys.push) });
    });

    const signIn = async (page: Awaited<ReturnType<typeof open>>['page'], key: string) => {
      await page.getByLabel('API key or token').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };

    it('asks for a key, and says what is wrong with one', async () => {
      const { page } = await open();
      await page.getByRole('dialog', { name: 'Sign in' }).waitFor();
      expect(await seriousFlaws(page)).toEqual([]);
      await signIn(page, 'nobody');
      await page.getByText('The key is not known here.').waitFor();
      await signIn(page, keys.push);
      await page.getByText('The key may not read').waitFor();
    });

    it('shows with a key what it shows without: numbers, pictures, and predictions as they come', async () => {
      const { page } = await open();
      await signIn(page, keys.read);
      await page.getByText('30 accepted = 30 predicted + 0 dead + 0 in flight').waitFor();
      await page.locator('.tile[data-picture=shown]').first().waitFor();
      await page.getByText('live', { exact: true }).first().waitFor();
      const push = `${url}/push-to-consumer?start_idx=100&end_idx=140`;
      await fetch(push, { method: 'POST', ...bearer(keys.push) });
      await page.getByText('70 accepted = 70 predicted + 0 dead + 0 in flight').waitFor();
    });

    it('keeps the key for the tab alone, until its user signs out', async () => {
      const { page } = await open();
      await signIn(page, keys.read);
      await page.locator('.tile').first().waitFor();
      const other = await page.context().newPage();
      await other.goto(url);
      await other.getByLabel('API key or token').waitFor();
      await page.reload();
      await page.locator('.tile').first().waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key or token').waitFor();
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    });
  });
});
