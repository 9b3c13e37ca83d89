import type { Config } from '../../foundation/config/config.js';
import { parsePostgresUrl } from '../../foundation/config/postgres-url.js';
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

/** A role's own name as its password is no secret, and would match much else. */
function passwordsIn(url: string): string[] {
  const { user, password } = parsePostgresUrl(url);
  return password === undefined || password === user ? [] : [password];
}
