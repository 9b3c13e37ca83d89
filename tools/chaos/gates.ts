import type { Config } from '../../src/foundation/config/config.js';
import { driverOf } from '../../src/transport/drivers/index.js';
import type { ChaosOptions } from './options.js';
import { gateOutage, type Outage } from './outage.js';
import { TcpGate } from './tcp-gate.js';

const postgresPort = '5432';

export interface Gates {
  readonly all: readonly TcpGate[];
  /** Under which the roles, and only they, go through the gates. */
  readonly settings: Readonly<Record<string, string>>;
  readonly broker?: Outage;
  readonly database?: Outage;
}

/** Connections to the servers that can be cut. Kafka sends its own address to its clients, so no gate works for it. */
export async function openGates({ broker, databaseUrl }: ChaosOptions, { drivers }: Config): Promise<Gates> {
  const settings: Record<string, string> = {};
  const all: TcpGate[] = [];
  const open = async (target: string) => {
    const gate = new TcpGate(target);
    await gate.open();
    all.push(gate);
    return gate;
  };
  let outages: Pick<Gates, 'broker' | 'database'> = {};
  const redirect = driverOf(broker).redirect?.(drivers[broker]);
  if (redirect) {
    const gate = await open(redirect.address);
    settings[redirect.setting] = gate.address;
    outages = { broker: gateOutage(gate) };
  }
  if (databaseUrl !== undefined) {
    const url = new URL(databaseUrl);
    const gate = await open(`${url.hostname}:${url.port || postgresPort}`);
    url.host = gate.address;
    settings['DATABASE_URL'] = url.href;
    outages = { ...outages, database: gateOutage(gate) };
  }
  return { all, settings, ...outages };
}
