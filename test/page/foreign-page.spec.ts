import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import { call } from '../support/http.js';
import { openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const seamline = 'seamline.example';
const foreign = 'foreign.example';
// Without TLS and under such names, browsers send no Sec-Fetch-Site.
const rules = `--host-resolver-rules=MAP *.example 127.0.0.1`;

const available = await ifAvailable(() => startBrowser(rules));
if ('browser' in available) afterAll(() => available.browser.close());

withServer('A page of another site', available, ({ browser }) => {
  /** Serves one page of a foreign site, and returns its URL. */
  async function serve(html: string): Promise<string> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>foreign</title>${html}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    server.unref();
    return `http://${foreign}:${(server.address() as AddressInfo).port}/`;
  }

  it('publishes nothing, whatever it embeds, over plain HTTP; a link that a person types does', async () => {
    const settings = { ...(await ownSettings()), ROLES: 'api', ALLOWED_HOSTS: seamline };
    const { url } = await startTestApplication(settings);
    const { port } = new URL(url);
    const push = `http://${seamline}:${port}/push-to-consumer?start_idx=0&end_idx=1`;
    const parts = ['', 'referrerpolicy="no-referrer"'].map(
      (policy) => `
        <img ${policy} src="${push}"><script ${policy} src="${push}"></script>
        <link ${policy} rel="stylesheet" href="${push}"><video ${policy} src="${push}"></video>`,
    );
    const frame = `<iframe src="${push}"></iframe><form method="post" action="${push}"><button>Go</button></form>`;
    const { page } = await openPage(browser, await serve(parts.join('') + frame), onTestFinished);
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByText('FOREIGN_SITE').waitFor();
    expect((await call<Ledger>(`${url}/ledger`)).body).toMatchObject({ accepted: 0, pending: 0 });
    await page.goto(push);
    await expect.poll(async () => (await call<Ledger>(`${url}/ledger`)).body).toMatchObject({ accepted: 1 });
  });
});
