import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '../../src/foundation/config/config.js';
import type { Fleet } from './fleet.js';
import type { Outage } from './outage.js';
import type { FaultKind } from './schedule.js';

/** What each fault does; resolves once what was taken away is there again. */
export type Actions = Readonly<Record<FaultKind, Outage>>;

export function actionsOn(fleet: Fleet, broker: Outage, database: Outage): Actions {
  const killAndStart = (role: Role) => async () => {
    await fleet.of(role).kill();
    await fleet.of(role).start();
  };
  return {
    'kill-classifier': killAndStart('classifier'),
    'kill-results': killAndStart('results'),
    'kill-api': killAndStart('api'),
    'slow-classifier': async (durationMs) => {
      fleet.of('classifier').freeze();
      await pause(durationMs);
      fleet.of('classifier').thaw();
    },
    'restart-broker': broker,
    'database-away': database,
  };
}
