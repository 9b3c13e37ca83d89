import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { photograph } from '../support/photograph.js';
import { openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { ImageProducer, prepareImageProducers } from '../support/services/image-producers.js';
import { withServer } from '../support/services/with-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { run } from '../tools/cli/seamline.js';

const available = await ifAvailable(async () => ({
  ...(await startBrowser()),
  ...(await prepareImageProducers()),
}));
if ('browser' in available) afterAll(() => available.browser.close());

const timeout = 60_000;
const sent = 3;

/** Width by height of each picture on the wall, once it is loaded. */
const sizesOn = (page: Page) =>
  page
    .locator('.tile img')
    .evaluateAll((images) =>
      (images as HTMLImageElement[]).map(
        ({ naturalWidth, naturalHeight }) => `${naturalWidth}x${naturalHeight}`,
      ),
    );

withServer('The wall', available, ({ browser }) => {
  withServer('Kafka', inject('kafka'), ({ brokers }) => {
    describe('shows photographs', () => {
      it(
        'of `seamline publish` and of a producer in Python, each under its source',
        { timeout },
        async () => {
          const settings = {
            ...(await ownSettings()),
            BROKERS: 'kafka',
            KAFKA_BROKERS: brokers.join(','),
          };
          const { url } = await startTestApplication(settings);
          const { images: topic } = readConfig(settings).transport.topics;
          const { page, errors } = await openPage(browser, url, onTestFinished);

          const folder = join(await temporaryFolder(), 'pictures');
          await mkdir(folder);
          const file = join(folder, 'portrait.jpg');
          await writeFile(file, await photograph(480, 640));
          expect(await run(settings, 'publish', folder)).toMatchObject({ code: 0 });

          const landscape = join(folder, 'landscape.png');
          await writeFile(
            landscape,
            await sharp(await photograph(800, 400))
              .png()
              .toBuffer(),
          );
          const producer = await ImageProducer.start('librdkafka', brokers, landscape);
          onTestFinished(() => producer.end());
          await producer.send({ topic, codec: 'none', mode: 'plain', count: sent, name: 'camera' });

          const shown = page.locator('.tile[data-picture=shown]');
          await expect.poll(() => shown.count(), { timeout }).toBe(1 + sent);
          expect((await sizesOn(page)).toSorted()).toEqual(['72x96', '96x48', '96x48', '96x48']);
          await page.goto(`${url}/#/requests`);
          const sources = page.getByRole('row').filter({ hasText: 'predicted' });
          await expect
            .poll(() => sources.allInnerTexts(), { timeout })
            .toEqual([
              expect.stringMatching(/^\/matrix\b.*\b3 predicted, 0 dead$/s),
              expect.stringMatching(/^\/seamline\/publisher\b.*\b1 predicted, 0 dead$/s),
            ]);
          await page.getByRole('link', { name: '/matrix' }).click();
          await expect.poll(() => page.locator('.tile[data-picture=shown]').count(), { timeout }).toBe(sent);
          // A thumbnail is stored a moment after its prediction; the page asks again.
          expect(errors.filter((error) => !/404 .*\/images\//.test(error))).toEqual([]);
        },
      );
    });
  });

  it('says in words that no picture is kept, where thumbnails are off', { timeout }, async () => {
    const settings = { ...(await ownSettings()), THUMBNAILS: 'off' };
    const { url } = await startTestApplication(settings);
    const { page } = await openPage(browser, url, onTestFinished);
    const body = await photograph(480, 640);
    const headers = { 'content-type': 'image/jpeg', 'ce-specversion': '1.0', 'ce-type': 'shot' };
    const event = { ...headers, 'ce-id': 'shot-1', 'ce-source': '/camera/1' };
    const answer = await fetch(`${url}/events`, {
      method: 'POST',
      headers: event,
      body: new Uint8Array(body),
    });
    expect(answer.status).toBeLessThan(300);
    await page.locator('.tile[data-picture=none]').getByText('no picture is kept').waitFor();
  });
});
