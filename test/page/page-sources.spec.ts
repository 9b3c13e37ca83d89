import sharp from 'sharp';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const available = await ifAvailable(startBrowser);
if ('browser' in available) afterAll(() => available.browser.close());

withServer('The page', available, ({ browser }) => {
  it('The page shows images of other programs by their source and their key', async () => {
    const settings = await ownSettings();
    const { url, app } = await startTestApplication(settings);
    const { images: topic } = readConfig(settings).transport.topics;
    const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: '#223355' } }).png();
    const message = { topic, key: 'camera-7', value: await picture.toBuffer(), headers: {} };
    await app.get<Brokers>(BROKERS).get('embedded')!.publish([message]);
    const sources = async () => ((await (await fetch(`${url}/sources`)).json()) as unknown[]).length;
    await expect.poll(sources, { timeout: 20_000 }).toBe(1);

    const { page, errors } = await openPage(browser, `${url}/#/requests`, onTestFinished);
    await page.getByText('1 predicted, 0 dead').waitFor();
    await page.getByRole('link', { name: `/embedded/${topic}` }).click();
    await page.getByLabel(`only from /embedded/${topic}`).waitFor();
    await page.locator('.tile[data-picture=shown]').click();
    await page.getByText('what the model sees is not kept').waitFor();
    await page.getByRole('link', { name: 'camera-7' }).click();
    await page.getByLabel('only with the key camera-7').uncheck();
    await page.locator('.tile[data-picture=shown]').waitFor();
    expect(page.url()).not.toContain('imageKey');
    // What the model saw cannot be drawn from a thumbnail: the page asks, and says so.
    expect(errors.filter((error) => !/404 .*\/input\?/.test(error))).toEqual([]);
  });
});
