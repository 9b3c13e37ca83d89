import { afterAll, expect, it, onTestFinished } from 'vitest';
import type { Prediction } from '../../src/events/prediction.event.js';
import { ResultsService } from '../../src/outcomes/results/results.service.js';
import { openPage, startBrowser } from '../support/services/browser.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const images = 100_000;
const perSecond = 5_000;
const beatMs = 50;
const longestTaskMs = 200;
const timeout = 10 * 60_000;
const labels = ['Ankle boot', 'Bag', 'Coat', 'Dress', 'Sneaker'];

function predictionOf(index: number): Prediction {
  const label = labels[index % labels.length]!;
  return {
    imageId: `flood/${index}`,
    requestId: 'flood',
    imageIndex: index,
    label,
    classIndex: index % labels.length,
    confidence: 0.9,
    top: labels.slice(0, 3).map((each, classIndex) => ({ label: each, classIndex, confidence: 0.3 })),
    unsure: false,
    trueLabel: index % 10 === 0 ? 'Shirt' : label,
    model: 'fashion-mnist',
    modelVersion: '1',
    broker: 'embedded',
    timings: { brokerMs: 5, preprocessMs: 0.1, queueMs: 1, computeMs: 4, batchSize: 64 },
  };
}

/** Stores predictions as the role `results` does, so many a second or as many as the machine can. */
async function flood(results: ResultsService): Promise<number> {
  const started = performance.now();
  for (let done = 1; done < images;) {
    const due = Math.min(images, Math.floor(((performance.now() - started) / 1000) * perSecond) + 1);
    await Promise.all(
      Array.from({ length: due - done }, (_, offset) => results.save(predictionOf(done + offset))),
    );
    done = due;
    await new Promise((resume) => setTimeout(resume, beatMs));
  }
  return images / ((performance.now() - started) / 1000);
}

interface LongTasks {
  readonly longest: number;
  readonly count: number;
}

const longTasks = () => (globalThis as unknown as { seen: LongTasks }).seen;

/** Shows that a long task would be seen. */
function freeze(): void {
  setTimeout(() => {
    const end = performance.now() + 300;
    while (performance.now() < end);
  });
}

const available = await ifAvailable(startBrowser);
if ('browser' in available) afterAll(() => available.browser.close());

withServer('The page under load', available, ({ browser }) => {
  it(
    'answers its visitor within 200 ms while 100,000 predictions pass',
    async () => {
      const { url, app } = await startTestApplication(await ownSettings());
      const { page, errors } = await openPage(browser, url, onTestFinished);
      await page.locator('.state[data-state=live]').waitFor();
      await page.evaluate(() => {
        const seen = { longest: 0, count: 0 };
        Object.assign(globalThis, { seen });
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) {
            seen.longest = Math.max(seen.longest, duration);
            seen.count += 1;
          }
        }).observe({ type: 'longtask' });
      });
      const results = app.get(ResultsService);
      await results.save(predictionOf(0));
      await page.locator('.charts').scrollIntoViewIfNeeded();
      await page.locator('.chart canvas').nth(1).waitFor();
      const rate = await flood(results);
      await page.getByText('100,000 accepted = 100,000 predicted').waitFor({ timeout });
      const seen = await page.evaluate(longTasks);
      console.log(
        `${images} predictions at ${Math.round(rate)}/s: ${seen.count} long tasks, the longest ${seen.longest} ms`,
      );
      expect(seen.longest).toBeLessThan(longestTaskMs);
      await page.evaluate(freeze);
      await expect.poll(async () => (await page.evaluate(longTasks)).longest).toBeGreaterThan(longestTaskMs);
      expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
    },
    timeout,
  );
});
