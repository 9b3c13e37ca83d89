import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/**
 * Rule and place of each finding of axe-core that is serious or critical, light and dark, on a phone and on a desk; and
 * whether the page is wider than its window.
 */
export async function seriousFlaws(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axeSource);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 1440]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      const flaws = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
        const { violations } = await axe.run();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        const tooWide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
        return [
          ...serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          ...(tooWide ? ['the page scrolls sideways'] : []),
        ];
      });
      found.push(...flaws.map((flaw) => `${colorScheme} at ${width} px: ${flaw}`));
    }
  }
  return found;
}
