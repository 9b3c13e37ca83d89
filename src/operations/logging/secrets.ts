import type { Config } from '../../foundation/config/config.js';
import { drivers } from '../../transport/drivers/index.js';

/** Every secret of the configuration, in the clear. */
export function secretsOf({ access, database, drivers: settings, tracing }: Config): string[] {
  const ofBrokers = drivers().flatMap(({ name, secrets }) => secrets(settings[name]));
  const own = access.ownKey === undefined ? [] : [access.ownKey];
  const collector = Object.values(tracing?.headers ?? {});
  return [
    ...(database.url === undefined ? [] : passwordsIn(database.url)),
    ...ofBrokers,
    ...own,
    ...collector,
  ];
}

/** As it stands in the URL, and as it is meant. Whoever gives it their own name keeps no secret, but names much else. */
function passwordsIn(url: string): string[] {
  const { username, password } = new URL(url);
  if (password === username) return [];
  return [password, decodeURIComponent(password)];
}
