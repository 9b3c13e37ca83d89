import { expect, it } from 'vitest';
import { readDamaged } from '../support/damaged-batches.js';
import { Random } from '../support/random.js';

const seed = Number(process.env['SEAMLINE_SEED'] ?? Date.now() % 1_000_000);

it(`reads the neighbours of 5,000 damaged batches, and never throws or hangs (seed ${seed})`, async () => {
  const report = await readDamaged(5_000, new Random(seed));
  expect(report.decoded + report.undecodable).toBe(5_000);
  expect(report.undecodable).toBeGreaterThan(3_000);
}, 30_000);
