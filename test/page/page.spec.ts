import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RequestPublisher } from '../../src/api/publishing/request.publisher.js';
import { call, push } from '../support/http.js';
import { seriousFlaws } from '../support/services/accessibility.js';
import { answerLate, openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  type TestApplication,
} from '../support/test-application.js';

const mostScriptBytes = 100_000;

const ledger = (page: Page) => page.locator('#ledger');
const tiles = (page: Page) => page.locator('.tile');
const pushButton = (page: Page) => page.getByRole('button', { name: 'Push', exact: true });

/** A picture as somebody might send it: dark, on a light ground, of no size that a model takes. */
const photograph = () =>
  sharp({ create: { width: 320, height: 240, channels: 3, background: '#f4f4f4' } })
    .composite([{ input: { create: { width: 90, height: 180, channels: 3, background: '#223355' } } }])
    .png()
    .toBuffer();

async function pushRange(page: Page, from: number, to: number): Promise<void> {
  await page.getByLabel('From').fill(String(from));
  await page.getByLabel('To (not included)').fill(String(to));
  await pushButton(page).click();
}

async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });
}

const available = await ifAvailable(startBrowser);
if ('browser' in available) afterAll(() => available.browser.close());

withServer('The page', available, ({ browser }) => {
  describe('The page', () => {
    const onEnd = onSuiteFinished();
    let application: TestApplication;
    const open = (path: string) => openPage(browser, `${application.url}/${path}`, onTestFinished);

    beforeAll(async () => {
      application = await startTestApplication(await ownSettings(onEnd), onEnd);
    });

    it('says at the first visit what to do, with little script and nothing from elsewhere', async () => {
      const { page, errors } = await open('');
      await page.getByText('Nothing pushed yet.').waitFor();
      const loaded = await page.evaluate(() =>
        performance.getEntriesByType('resource').map((entry) => {
          const { name, decodedBodySize } = entry as PerformanceResourceTiming;
          return { name, bytes: decodedBodySize };
        }),
      );
      const scripts = loaded.filter(({ name }) => name.endsWith('.js'));
      const bytes = scripts.reduce((sum, script) => sum + script.bytes, 0);
      console.log(`first view: ${bytes} bytes of script in ${scripts.length} files`);
      expect(bytes).toBeGreaterThan(0);
      expect(bytes).toBeLessThan(mostScriptBytes);
      expect(loaded.filter(({ name }) => !name.startsWith(application.url))).toEqual([]);
      expect(errors).toEqual([]);
    });

    it('keeps the range that is filled in before the data set is described', async () => {
      const { page, errors } = await open('');
      await answerLate(page, '**/dataset');
      await page.reload({ waitUntil: 'domcontentloaded' });
      const end = page.getByLabel('To (not included)');
      await end.fill('60');
      await page.locator('.push .hint').getByText('images').waitFor();
      expect(await end.inputValue()).toBe('60');
      expect(errors).toEqual([]);
    });

    it('shows a pushed range as it is predicted, and its ledger', async () => {
      const { page, errors } = await open('');
      await pushRange(page, 0, 60);
      await page.getByText('60 accepted = 60 predicted + 0 dead + 0 in flight').waitFor();
      await ledger(page).getByText('nothing lost').waitFor();
      await page.getByText('60 / 60').waitFor();
      await tiles(page).first().waitFor();
      await expect.poll(() => page.locator('#announcer').textContent()).toContain('nothing lost');
      await expect
        .poll(() =>
          page
            .locator('.tile img')
            .evaluateAll((images: HTMLImageElement[]) => images.map((image) => image.naturalWidth)),
        )
        .toContain(28);
      await page.locator('.charts').scrollIntoViewIfNeeded();
      await page.locator('.chart canvas').nth(1).waitFor();
      await page.getByRole('link', { name: /^request / }).click();
      await expect.poll(() => tiles(page).count()).toBe(60);
      await page.goto(`${application.url}/?request=${page.url().split('/').at(-1)}`);
      await expect.poll(() => tiles(page).count()).toBe(60);
      expect(errors).toEqual([]);
    });

    it('shows the way of one image, at an address that a reload keeps', async () => {
      const { page, errors } = await open('');
      await tiles(page).first().click();
      await page.getByText('in the broker').waitFor();
      const address = page.url();
      await page.reload();
      await page.getByText('in the broker').waitFor();
      expect(page.url()).toBe(address);
      const fact = (name: string) =>
        page.locator('.facts dt', { hasText: name }).locator('+ dd').textContent();
      expect(await fact('Trace')).toMatch(/^[0-9a-f]{32}$/);
      expect(await fact('Broker')).toBe('embedded');
      expect(await fact('Partition')).toMatch(/^\d+$/);
      expect(await fact('Offset')).toMatch(/^\d+$/);
      await page.keyboard.press('Escape');
      await page.getByText('Push images').waitFor();
      expect(errors).toEqual([]);
    });

    it('can be used by keyboard', async () => {
      const { page } = await open('');
      await tiles(page).nth(1).waitFor();
      await page.keyboard.press('/');
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      expect(await focused()).toBe('Label');
      await tiles(page).first().focus();
      await page.keyboard.press('ArrowRight');
      const second = await tiles(page).nth(1).getAttribute('href');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(second);
      await page.keyboard.press('Enter');
      await page.getByText('in the broker').waitFor();
      expect(page.url()).toContain(second);
    });

    it('keeps its filter in the address', async () => {
      const { page, errors } = await open('#/live?wrong=true');
      expect(await page.getByLabel('wrong only').isChecked()).toBe(true);
      await page.getByLabel('wrong only').uncheck();
      await tiles(page).nth(10).waitFor();
      expect(page.url()).not.toContain('wrong');
      expect(errors).toEqual([]);
    });

    it('takes an uploaded picture, and shows what the model sees and says', async () => {
      const { page, errors } = await open('');
      await upload(page, 'coat.png', await photograph());
      const seen = page.getByAltText('what the model sees');
      await seen.waitFor();
      await expect.poll(() => seen.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(28);
      expect(await page.locator('.uploads .ranking li').count()).toBe(3);
      expect(errors).toEqual([]);
    });

    it('names the uploaded file that is no picture, and shows what the model says of the other', async () => {
      const { page, errors } = await open('');
      const picture = { name: 'coat.png', mimeType: 'image/png', buffer: await photograph() };
      const notes = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('notes') };
      const input = page.locator('input[type=file]');
      await input.setInputFiles([notes, picture]);
      const uploads = page.locator('.uploads');
      await uploads.getByText('notes.png: UNSUPPORTED_CONTENT_TYPE, is no picture').waitFor();
      await page.getByAltText('what the model sees').waitFor();
      await input.setInputFiles([notes, { ...notes, name: 'more.png' }]);
      await uploads.getByText('more.png: UNSUPPORTED_CONTENT_TYPE').waitFor();
      // The browser logs the second answer, 415.
      expect(errors.filter((error) => !error.includes('415'))).toEqual([]);
    });

    it('is told what is wrong when it asks for what a model sees', async () => {
      const statusOf = async (path: string) =>
        (await call<{ field?: string }>(application.url + path)).status;
      const [{ imageId = '' } = {}] = (
        await call<{ imageId: string }[]>(`${application.url}/predictions?limit=1`)
      ).body;
      const path = `/images/${encodeURIComponent(imageId)}/input`;
      expect(await statusOf(`${path}?model=fashion-mnist`)).toBe(400);
      expect(await statusOf(`${path}?model=..&modelVersion=1`)).toBe(404);
      expect(await statusOf('/images/nobody%2F1/input?model=fashion-mnist&modelVersion=1')).toBe(404);
    });

    it('lists a dead letter, shows its payload, and replays it', async () => {
      const { page, errors } = await open('');
      await upload(page, 'torn.png', (await photograph()).subarray(0, 120));
      await page.locator('.uploads').getByText('BAD_MESSAGE').waitFor();
      await page.getByRole('link', { name: /Dead letters/ }).click();
      await page.getByRole('button', { name: 'Dry run' }).click();
      await page.getByText('1 letter waits: 1 would be replayed').waitFor();
      await page.getByRole('link', { name: 'letter 1' }).click();
      await page.getByText('|.PNG').waitFor();
      await page.getByRole('button', { name: 'Replay', exact: true }).click();
      await page.getByText('Published again to').waitFor();
      await page.getByRole('button', { name: '‹ All' }).click();
      await expect
        .poll(async () => {
          await page.getByRole('button', { name: 'Filter' }).click();
          return page.locator('tbody tr').count();
        })
        .toBe(2);
      expect(errors).toEqual([]);
    });

    it('shows HTML in a label as text', async () => {
      const { page, errors } = await open('');
      const label = '<img src="/nowhere" onerror="document.title = 1">';
      const body = {
        kind: 'pixels',
        width: 28,
        height: 28,
        channels: 1,
        bytes: new Uint8Array(784),
      } as const;
      const image = () => ({ body, trueLabel: label });
      await page.locator('.state[data-state=live]').waitFor();
      await application.app.get(RequestPublisher).publish({ range: { start: 0, end: 1 }, image });
      await page.getByText(`✗ is ${label}`).first().waitFor();
      await page.getByText(`✗ is ${label}`).first().click();
      await page.getByText(`it is ${label}`).waitFor();
      expect(await page.locator('[onerror]').count()).toBe(0);
      expect(errors).toEqual([]);
    });

    it('has nothing that a checker of accessibility calls serious, on any view, narrow or wide, light or dark', async () => {
      const { page, errors } = await open('');
      await page.locator('.charts').scrollIntoViewIfNeeded();
      await page
        .getByRole('button', { name: /taken for/ })
        .first()
        .click();
      await page.locator('.behind .tile').first().waitFor();
      expect(await seriousFlaws(page), 'live, with charts').toEqual([]);
      const [requestId, imageId] = await page.evaluate(async () => {
        const [prediction] = (await (await fetch('/predictions?limit=1')).json()) as Record<string, string>[];
        return [prediction!['requestId']!, encodeURIComponent(prediction!['imageId']!)];
      });
      const views = ['live', 'requests', `requests/${requestId}`, `images/${imageId}`];
      for (const view of [...views, 'models', 'dead-letters', 'dead-letters/1', 'health']) {
        await page.goto(`${application.url}/#/${view}`);
        await expect.poll(() => page.getByText('Loading …').count()).toBe(0);
        expect(await seriousFlaws(page), view).toEqual([]);
      }
      expect(errors).toEqual([]);
    }, 60_000);
  });

  describe('The page, when the connection is lost', () => {
    it('says so, and goes on without a gap when it is back', async () => {
      const settings = await ownSettings();
      const before = await startTestApplication(settings);
      const { page } = await openPage(browser, before.url, onTestFinished);
      await pushRange(page, 0, 5);
      await page.getByText('5 accepted = 5 predicted').waitFor();
      await before.close();
      await page.locator('.state[data-state=lost]').waitFor();
      await page.getByText('Seamline does not answer.').waitFor();

      const { port } = new URL(before.url);
      const after = await startTestApplication({ ...settings, PORT: port });
      await push(after.url, 'push-to-consumer', 70, 76);
      await page.getByText('11 accepted = 11 predicted').waitFor();
      for (let index = 70; index < 76; index++) await page.getByAltText(`picture ${index}`).waitFor();
      await page.locator('#trouble').waitFor({ state: 'hidden' });
    }, 60_000);
  });
});
