import { expect, it } from 'vitest';
import { expectWholeRange, predictionsOf, push } from '../../support/http.js';
import { startSeamline } from '../../support/services/seamline-process.js';
import { ownSettings } from '../../support/test-application.js';

export function inThreeProcesses(broker: string, server: Readonly<Record<string, string>>): void {
  it(`does in three processes, one a role, what one process does (${broker})`, async () => {
    const settings = { ...(await ownSettings()), BROKERS: broker, ...server };
    const roles = ['api', 'classifier', 'results'].map((role) => startSeamline({ ...settings, ROLES: role }));
    const [url] = await Promise.all(roles.map(({ ready }) => ready));
    const pushed = await push(url!, 'push-to-consumer', 0, 200);
    expectWholeRange(await predictionsOf(url!, pushed), 0, 200);
    await expect.poll(roles[1]!.output).toContain(`request ${pushed.requestId}: 200 predictions: `);
    expect(await Promise.all(roles.map((role) => role.end()))).toEqual([0, 0, 0]);
  });
}
