import type { Config } from '../../foundation/config/config.js';

/** Every secret of the configuration, in the clear. */
export function secretsOf({ access, database, kafka, tracing }: Config): string[] {
  const sasl = kafka.sasl && 'password' in kafka.sasl ? [kafka.sasl.password] : [];
  const own = access.ownKey === undefined ? [] : [access.ownKey];
  const collector = Object.values(tracing?.headers ?? {});
  return [...(database.url === undefined ? [] : passwordsIn(database.url)), ...sasl, ...own, ...collector];
}

/** As it stands in the URL, and as it is meant. Whoever gives it their own name keeps no secret, but names much else. */
function passwordsIn(url: string): string[] {
  const { username, password } = new URL(url);
  if (password === username) return [];
  return [password, decodeURIComponent(password)];
}
