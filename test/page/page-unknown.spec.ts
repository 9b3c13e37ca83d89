import { expect, it, onTestFinished } from 'vitest';
import { LedgerRepository } from '../../src/outcomes/ledger/ledger.repository.js';
import { idOf, imagesOf, request } from '../outcomes/results/lab.js';
import { seriousFlaws } from '../support/services/accessibility.js';
import { openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const available = await ifAvailable(startBrowser);

withServer('The page of unknown images', available, ({ browser }) => {
  it('says what unknown images are, and forgets them once the operator has confirmed it', async () => {
    onTestFinished(() => browser.close());
    const { url, app } = await startTestApplication({ ...(await ownSettings()), ROLES: 'api,results' });
    const ledger = app.get(LedgerRepository);
    await ledger.openRequest(request, 'kafka', { start: 0, end: 3 });
    await ledger.open(request, 'kafka', imagesOf(0, 3));
    await ledger.confirm([idOf(2)]);
    await ledger.closeRequest(request, 1);

    const { page, errors } = await openPage(browser, `${url}/#/requests`, onTestFinished);
    await page.getByRole('heading', { name: 'With unknown images' }).waitFor();
    await page.getByRole('link', { name: request }).first().click();
    await page.getByText('it may have them or not').waitFor();
    expect(await seriousFlaws(page)).toEqual([]);
    await page.getByRole('button', { name: 'Forget them' }).click();
    await page.getByText('These images are surely not at kafka?').waitFor();
    await page.getByRole('button', { name: 'No' }).click();
    await page.getByRole('button', { name: 'Forget them' }).click();
    expect(await seriousFlaws(page)).toEqual([]);
    await page.getByRole('button', { name: 'Yes, forget 2 images' }).click();
    await page.getByText('it may have them or not').waitFor({ state: 'detached' });
    await page.getByText('1 accepted = 0 predicted + 0 dead + 1 in flight').first().waitFor();
    expect(errors).toEqual([]);
  }, 60_000);
});
