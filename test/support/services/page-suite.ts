import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { type OnEnd, onSuiteFinished, ownSettings, startTestApplication } from '../test-application.js';
import { type OpenPage, openPage, startBrowser } from './browser.js';
import { ifAvailable } from './if-available.js';
import { withServer } from './with-server.js';

export interface PageSuite {
  /** Of the service that all cases share. */
  url(): string;
  open(path: string): Promise<OpenPage>;
}

/**
 * Cases that share a service and a browser; without a browser they are skipped.
 *
 * @param settings of the service.
 */
export async function pageSuite(
  name: string,
  cases: (suite: PageSuite) => void,
  settings: (onEnd: OnEnd) => Promise<Record<string, string>> = ownSettings,
): Promise<void> {
  const available = await ifAvailable(startBrowser);
  if ('browser' in available) afterAll(() => available.browser.close());
  withServer(name, available, ({ browser }) => {
    describe(name, () => {
      const onEnd = onSuiteFinished();
      let address = '';
      beforeAll(async () => {
        address = (await startTestApplication(await settings(onEnd), onEnd)).url;
      });
      cases({
        url: () => address,
        open: (path) => openPage(browser, `${address}/${path}`, onTestFinished),
      });
    });
  });
}
