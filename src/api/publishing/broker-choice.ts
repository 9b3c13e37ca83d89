import { driverOf } from '../../transport/drivers/index.js';
import { InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import type { Broker } from '../../transport/broker.js';

/**
 * The broker of a path; the first of the setting when the path names none.
 *
 * @throws InvalidError `UNKNOWN_BROKER` for a name that Seamline does not know, `BROKER_NOT_ENABLED` for one that
 *   this process does not use.
 */
export function chooseBroker(brokers: ReadonlyMap<string, Broker>, name: string | undefined): Broker {
  const enabled = [...brokers.keys()];
  const { name: known } = driverOf(name ?? (enabled[0] as string));
  const broker = brokers.get(known);
  if (broker) return broker;
  const setting = `BROKERS=${[...enabled, known].join(',')}`;
  throw new InvalidError(
    'BROKER_NOT_ENABLED',
    `this process does not speak ${known}: start it with ${setting}`,
    {
      details: { field: 'broker', value: known, allowed: enabled, setting },
    },
  );
}

/** @throws UnavailableError `BROKER_UNAVAILABLE`; at once where the broker is known to be away. */
export async function reach(broker: Broker): Promise<void> {
  const { state, lastError = 'it does not answer' } = broker.status;
  if (state !== 'disconnected') return broker.connect();
  // A broker that never answered is looked for with longer and longer pauses: a caller is a reason to look now.
  broker.connect().catch(() => undefined);
  throw new UnavailableError('BROKER_UNAVAILABLE', `${broker.name} is away: ${lastError}`);
}
