import { setTimeout as sleep } from 'node:timers/promises';
import shipped from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { OnEnd } from '../test-application.js';

/** As root a browser starts only without its sandbox; it sees nothing here but pages of ours. */
const usual = ['--no-sandbox'];

/** Chrome where it is installed, else the Chromium that comes as a package. Rejects where neither runs. */
export async function startBrowser(...more: string[]): Promise<{ readonly browser: Browser }> {
  const args = [...usual, ...more];
  const installed = await chromium.launch({ channel: 'chrome', args }).catch(() => undefined);
  if (installed) return { browser: installed };
  return { browser: await chromium.launch({ executablePath: await shipped.executablePath(), args }) };
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained about since the page was opened. */
  readonly errors: string[];
}

/** A page of its own, as a visitor on a large screen has it, with the time to wait for anything on it. */
export async function openPage(browser: Browser, url: string, onEnd: OnEnd): Promise<OpenPage> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  onEnd(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(url);
  return { page, errors };
}

/** What the page asks for at such addresses comes half a second later, as on a busy machine. */
export async function answerLate(page: Page, addresses: string): Promise<void> {
  await page.route(addresses, async (route) => {
    await sleep(500);
    await route.continue();
  });
}
