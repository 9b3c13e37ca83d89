import type { Config } from '../../src/foundation/config/config.js';
import { isLoopback } from '../../src/foundation/config/loopback.js';
import { driverOf } from '../../src/transport/drivers/index.js';
import { InvalidError } from '../../src/foundation/errors/app.error.js';

/** @throws InvalidError `BAD_CONFIG` that names the first server which is not on this machine. */
export function refuseRemote(broker: string, config: Config, databaseUrl: string | undefined): void {
  const servers = driverOf(broker).addresses(config.drivers[broker]);
  const database = databaseUrl === undefined ? [] : [new URL(databaseUrl).host];
  const remote = [...servers, ...database].find((address) => !isLoopback(address.replace(/:\d+$/, '')));
  if (remote === undefined) return;
  throw new InvalidError(
    'BAD_CONFIG',
    `${remote} is not on this machine; chaos breaks things, so it goes there only with --allow-remote`,
  );
}
