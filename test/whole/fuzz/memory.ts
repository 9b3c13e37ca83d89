import { expect } from 'vitest';
import { collectGarbage } from '../../support/collect-garbage.js';

/** Pools that fill and caches that warm up take some megabytes once; what is kept of each case would be more. */
const growthLimitBytes = 25_000_000;

export async function memoryBytes(): Promise<number> {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The memory is free again, though client libraries give their buffers back in their own time; no prototype is changed. */
export async function expectNothingKept(beforeBytes: number): Promise<void> {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  await expect
    .poll(async () => (await memoryBytes()) - beforeBytes, { timeout: 20_000, interval: 500 })
    .toBeLessThan(growthLimitBytes);
}
