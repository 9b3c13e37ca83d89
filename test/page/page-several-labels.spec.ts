import sharp from 'sharp';
import { expect, it } from 'vitest';
import { call } from '../support/http.js';
import { multiLabelSettings } from '../support/multi-label-model.js';
import { pageSuite } from '../support/services/page-suite.js';
import { type OnEnd, ownSettings } from '../support/test-application.js';

const settings = async (onEnd: OnEnd) => ({
  ...(await ownSettings(onEnd)),
  ...(await multiLabelSettings(onEnd)),
});

await pageSuite(
  'The page of a model with several labels',
  ({ url, open }) => {
    it('shows every label of an image, and takes each of them as the truth', async () => {
      const pixels = Uint8Array.of(255, 250, 0, 0);
      const file = await sharp(pixels, { raw: { width: 2, height: 2, channels: 1 } })
        .png()
        .toBuffer();
      const body = new FormData();
      body.append('file', new Blob([file], { type: 'image/png' }), 'both.png');
      const answer = await call(`${url()}/images?wait=20`, { method: 'POST', body });
      expect(answer.body).toMatchObject({
        images: [{ label: 'cat', labels: [{ label: 'cat' }, { label: 'dog' }] }],
      });
      const { page, errors } = await open('#/live');
      await page.locator('.tile').getByText('cat + dog').click();
      await page.locator('.said').getByText('cat + dog').waitFor();
      await page.getByLabel('True label').selectOption('dog');
      await page.getByRole('button', { name: 'Save the true label' }).click();
      await page.getByText('Saved: it is dog, the model was right').waitFor();
      await page.locator('.verdict').getByText('✓ right').waitFor();
      expect(errors).toEqual([]);
    }, 60_000);
  },
  settings,
);
