import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { call, predictionsOf, push } from '../support/http.js';
import { seriousFlaws } from '../support/services/accessibility.js';
import { pageSuite } from '../support/services/page-suite.js';
import { noRealSet } from '../support/real-set.js';

// The model's card was measured on the real test set: images sampled in its place have drifted from it.

await pageSuite('The page of labels and drift', ({ url, open }) => {
  const say = async (page: Page, label: string) => {
    await page.getByLabel('True label').selectOption(label);
    await page.getByRole('button', { name: 'Save the true label' }).click();
    await page.getByText(`Saved: it is ${label}`).waitFor();
  };

  it('takes the true label of an image, and shows who said what before', async () => {
    const pushed = await push(url(), 'push-to-consumer', 0, 3);
    const [first] = await predictionsOf(url(), pushed);
    const { page, errors } = await open(`#/images/${encodeURIComponent(`${pushed.requestId}/0`)}`);
    await page.getByText('What it really shows').waitFor();
    await page.getByText('✓ right').waitFor();
    expect(await page.getByLabel('True label').inputValue()).toBe(first!.trueLabel);
    await page.getByLabel('Who says so').fill('Ann');
    const other = first!.label === 'Coat' ? 'Dress' : 'Coat';
    await say(page, other);
    await page.getByText(`✗ wrong: it is ${other}`).waitFor();
    await page.getByText(`by Ann`).waitFor();
    await page.getByText(`before it: ${first!.trueLabel}`).waitFor();
    await say(page, first!.label);
    await page.getByText('✓ right').waitFor();
    await page.getByText('does not count any more').waitFor();
    expect(await seriousFlaws(page)).toEqual([]);
    expect((await call(`${url()}/requests/${pushed.requestId}`)).body).toMatchObject({
      known: 3,
    });
    expect(errors).toEqual([]);
  }, 60_000);

  it.skipIf(noRealSet)(
    `says in words whether the answers of a model have drifted, and from what${noRealSet}`,
    async () => {
      const { page, errors } = await open('#/models/fashion-mnist');
      const verdict = page.locator('[data-drift]');
      await page.getByText('too few predictions: 3 of the 200 that a comparison needs').waitFor();
      await predictionsOf(url(), await push(url(), 'push-to-consumer', 0, 1_000));
      await expect.poll(() => verdict.getAttribute('data-drift'), { timeout: 30_000 }).toBe('stable');
      await page.getByText('it answers as it did when it was measured').waitFor();
      await page.getByText('What was compared').click();
      await page.getByText('Population stability index').waitFor();
      const labels = page.getByRole('region', { name: 'Labels of version 3' }).locator('tbody tr');
      await expect.poll(() => labels.count()).toBe(10);
      expect(await seriousFlaws(page)).toEqual([]);
      expect(errors).toEqual([]);
    },
    90_000,
  );
});
