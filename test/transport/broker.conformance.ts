import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Broker } from '../../src/transport/broker.js';
import { adminCases } from './conformance/admin.cases.js';
import { contentCases } from './conformance/content.cases.js';
import { deliveryCases } from './conformance/delivery.cases.js';
import { Lab, type Case, type MakeBroker } from './conformance/lab.js';
import { lifecycleCases } from './conformance/lifecycle.cases.js';
import { Random } from '../support/random.js';
import { poisonCases } from './conformance/poison.cases.js';
import { startCases } from './conformance/start.cases.js';

const cases = {
  ...deliveryCases,
  ...startCases,
  ...contentCases,
  ...poisonCases,
  ...lifecycleCases,
  ...adminCases,
};

export type CaseName = keyof typeof cases;

export interface ConformanceOptions {
  /** A driver aimed at an address where nobody listens, with timeouts of about a second. */
  readonly unreachable: () => Broker;
  /** What this broker cannot do, and why: shown in the report. */
  readonly skip?: Partial<Record<CaseName, string>>;
}

/**
 * What every broker must do: one case for each sentence of the contract in `src/transport/broker.ts`. `make` builds
 * instances that reach the same broker, as several processes would. A failed run is repeated with the seed of its
 * title: `SEAMLINE_SEED=<seed> npx vitest run …`.
 */
export function brokerConformance(name: string, make: MakeBroker, options: ConformanceOptions): void {
  const seed = Number(process.env['SEAMLINE_SEED'] ?? Date.now() % 1_000_000);
  describe(`${name} keeps the contract of a broker (seed ${seed})`, () => {
    const random = new Random(seed);
    let shared: Broker;
    beforeAll(async () => {
      shared = await make();
      await shared.connect();
    });
    afterAll(() => shared?.close());

    for (const [title, check] of Object.entries(cases) as [CaseName, Case][]) {
      const reason = options.skip?.[title];
      if (reason) it.skip(`${title} (skipped: ${reason})`);
      else {
        it(title, async () => {
          const lab = new Lab({ make, shared, random, unreachable: options.unreachable });
          await check(lab).finally(() => lab.end());
        });
      }
    }
  });
}
