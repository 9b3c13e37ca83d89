import type { Page } from 'playwright-core';
import { afterAll, expect, inject, it, onTestFinished } from 'vitest';
import { expectWholeRange, predictionsOf, push } from '../support/http.js';
import { openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { startOwnPostgres } from '../support/services/own-postgres.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const images = 2_000;

/** Of every prediction that a stream hands to the page, its number, in the order of arrival. */
async function recordStream(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: number[] = [];
    const original = globalThis.fetch;
    const take = (event: string) => {
      if (!/^event: ?predictions$/m.test(event)) return;
      const data = /^data: ?(.*)$/m.exec(event)?.[1] ?? '[]';
      for (const { seq } of JSON.parse(data) as { seq: number }[]) seen.push(seq);
    };
    const record = async (body: ReadableStream<Uint8Array>) => {
      const reader = body.pipeThrough(new TextDecoderStream() as never).getReader();
      let rest = '';
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const events = (rest + String(next.value)).split('\n\n');
        rest = events.pop() ?? '';
        events.forEach(take);
      }
    };
    const recorded: typeof fetch = async (input, init) => {
      const response = await original(input, init);
      const isStream = new URL(response.url).pathname === '/predictions/stream';
      if (!isStream || !response.ok || !response.body) return response;
      const [own, theirs] = response.body.tee();
      // A stream that is broken off ends the record of it, too.
      record(own as ReadableStream<Uint8Array>).catch(() => undefined);
      return new Response(theirs, response);
    };
    Object.assign(globalThis, { fetch: recorded, seen });
  });
  await page.reload();
}

const seen = (page: Page) => page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen);

/** What a browser reports by itself of an answer 503, which is what the page is told while the database is away. */
const isRefusal = (error: string) =>
  error.startsWith('Failed to load resource: the server responded with a status of 503 ');

const available = await ifAvailable(startBrowser);
if ('browser' in available) afterAll(() => available.browser.close());

withServer('The page', available, ({ browser }) =>
  withServer('PostgreSQL', inject('postgres'), () => {
    it('says that PostgreSQL is away, and goes on by itself without a gap or a repeat when it is back', async () => {
      const server = await startOwnPostgres();
      onTestFinished(() => server.stop());
      const { url } = await startTestApplication({ ...(await ownSettings()), DATABASE_URL: server.url });
      const { page, errors } = await openPage(browser, url, onTestFinished);
      page.setDefaultTimeout(60_000);
      await recordStream(page);
      await page.locator('.state[data-state=live]').waitFor();
      const pushed = await push(url, 'push-to-consumer', 0, images);
      await page.locator('.tile').first().waitFor();
      const before = (await seen(page)).length;

      await server.shutDown();
      await page.getByText('The database is away').waitFor();
      await page.getByText('Nothing is lost: predictions wait in the broker').waitFor();
      await page.locator('#database [data-state=disconnected]').waitFor();
      await server.restart();

      await page.getByText('2,000 accepted = 2,000 predicted + 0 dead + 0 in flight').waitFor();
      await page.locator('#ledger .verdict[data-look=good]').waitFor();
      await page.locator('#trouble').waitFor({ state: 'hidden' });
      await page.locator('.state[data-state=live]').waitFor();
      const predictions = await predictionsOf(url, pushed);
      expectWholeRange(predictions, 0, images);
      await expect.poll(async () => (await seen(page)).length, { timeout: 30_000 }).toBe(images);
      const numbers = await seen(page);
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
      expect(new Set(numbers)).toEqual(new Set(predictions.map(({ seq }) => seq)));
      expect(before).toBeLessThan(images);
      expect(errors.some(isRefusal)).toBe(true);
      expect(errors.filter((error) => !isRefusal(error))).toEqual([]);
    }, 180_000);
  }),
);
