import type { Config } from '../../foundation/config/config.js';
import { drivers } from '../../transport/drivers/index.js';
import type { Driver } from '../../transport/driver.js';

/** The part of a process's configuration that the document needs. */
export type AsyncApiConfig = Pick<Config, 'brokers' | 'drivers' | 'transport'>;

/** The servers of each driver, by the ids that channels refer to. */
export function serversOf(config: AsyncApiConfig): Record<string, object> {
  const all = drivers().flatMap((driver) => {
    const enabled = { 'x-enabled': config.brokers.includes(driver.name) };
    const servers = Object.entries(driver.asyncApi.servers(config.drivers[driver.name]));
    return servers.map(([id, server]) => [id, { ...server, ...enabled }] as const);
  });
  return Object.fromEntries(all);
}

/** The drivers with an encoding of their own. */
export const encoders = (): readonly Encoder[] =>
  drivers().flatMap(({ name, asyncApi }) => (asyncApi.bindings ? [{ name, ...asyncApi.bindings }] : []));

type Encoder = { readonly name: string } & NonNullable<Driver['asyncApi']['bindings']>;

export function encoderOf(encoding: string): Encoder {
  return encoders().find(({ name }) => name === encoding) as Encoder;
}

/** The default broker's encoding; channels of other encodings have its name in theirs. */
const usualEncoding = () => drivers()[0]?.asyncApi.encoding;

/** The id of a channel: in the default broker's encoding the topic's name. */
export const channelId = (name: string, encoding: string): string =>
  encoding === usualEncoding() ? name : `${name}-${encoding}`;

/** The ids of all servers whose messages have this encoding. */
export function serversWith(encoding: string, config: AsyncApiConfig): string[] {
  return drivers().flatMap(({ name, asyncApi }) =>
    asyncApi.encoding === encoding ? Object.keys(asyncApi.servers(config.drivers[name])) : [],
  );
}
