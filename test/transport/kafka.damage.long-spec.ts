import { expect, it } from 'vitest';
import { readDamaged } from '../support/damaged-batches.js';
import { Random } from '../support/random.js';

const seed = Number(process.env['SEAMLINE_SEED'] ?? Date.now() % 1_000_000);

it(`reads the neighbours of 200,000 damaged batches, and never throws or hangs (seed ${seed})`, async () => {
  const report = await readDamaged(200_000, new Random(seed));
  expect(report.decoded + report.undecodable).toBe(200_000);
  expect(report.undecodable).toBeGreaterThan(120_000);
  expect(report.several).toBeLessThan(100);
}, 600_000);
