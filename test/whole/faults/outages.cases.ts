import { it } from 'vitest';
import { type Faults, images } from './fault.matrix.js';

const outageMs = 3_000;

export const brokerOutage: Faults = (on) => {
  it('nothing is lost when the broker goes away and comes back', async () => {
    const { place, service } = on();
    const pushed = await service.pushUntilUnderWay(images);
    await place.outage(service)(outageMs);
    await service.expectWhole(pushed);
  });
};
