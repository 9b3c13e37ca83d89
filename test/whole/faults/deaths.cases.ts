import { expect, it } from 'vitest';
import type { Role } from '../../../src/foundation/config/config.js';
import { type Faults, images, timeout } from './fault.matrix.js';
import type { FaultyService } from './service.js';

async function restart({ fleet }: FaultyService, role: Role): Promise<void> {
  await fleet.of(role).kill();
  await fleet.of(role).start();
}

const deathOf =
  (role: Role): Faults =>
  (on) => {
    it(`nothing is lost when the role ${role} is killed at work`, async () => {
      const { service } = on();
      const pushed = await service.pushUntilUnderWay(images);
      await restart(service, role);
      await service.expectWhole(pushed);
    });
  };

export const deathOfTheClassifier = deathOf('classifier');
export const deathOfTheResults = deathOf('results');

export const deathOfTheApi: Faults = (on) => {
  it('every image that was published has its outcome when the api is killed in the middle of a range', async () => {
    const { service } = on();
    const accepted = async () => (await service.client.ledger()).accepted;
    const before = await accepted();
    const answer = service.client.push(0, 10_000).catch(() => undefined);
    await expect.poll(accepted, { interval: 5, timeout }).toBeGreaterThan(before);
    await restart(service, 'api');
    await answer;
    await service.expectNothingLost();
  });
};
