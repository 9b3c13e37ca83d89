import type { BrokerName, Config } from '../../foundation/config/config.js';
import { isLoopback } from '../../foundation/config/loopback.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/** @throws InvalidError `BAD_CONFIG` that names the first server which is not on this machine. */
export function refuseRemote(broker: BrokerName, config: Config, databaseUrl: string | undefined): void {
  const { kafka, pubsub } = config;
  const servers = {
    embedded: [],
    kafka: kafka.brokers,
    pubsub: [pubsub.emulatorHost ?? 'pubsub.googleapis.com:443'],
  }[broker];
  const database = databaseUrl === undefined ? [] : [new URL(databaseUrl).host];
  const remote = [...servers, ...database].find((address) => !isLoopback(address.replace(/:\d+$/, '')));
  if (remote === undefined) return;
  throw new InvalidError(
    'BAD_CONFIG',
    `${remote} is not on this machine; chaos breaks things, so it goes there only with --allow-remote`,
  );
}
