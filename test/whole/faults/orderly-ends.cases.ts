import { expect, it } from 'vitest';
import { type Faults, images } from './fault.matrix.js';

export const orderlyEnds: Faults = (on) => {
  it.each(['classifier', 'results'] as const)(
    'nothing is delivered again when the role %s is told to end at work',
    async (role) => {
      const { service } = on();
      await service.expectNothingLost();
      const { repeats } = await service.client.ledger();
      const pushed = await service.pushUntilUnderWay(images);
      expect(await service.fleet.of(role).stop()).toBe(0);
      expect((await service.ledgerOf(pushed)).predicted).toBeLessThan(images);
      await service.fleet.of(role).start();
      await service.expectWhole(pushed);
      expect((await service.client.ledger()).repeats).toBe(repeats);
    },
  );
};
