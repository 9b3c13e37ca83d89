import type { Config } from '../../foundation/config/config.js';
import { isLoopback } from '../../foundation/config/loopback.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/**
 * Without a decision on authentication, only programs of this machine may call.
 *
 * @throws InvalidError `BAD_CONFIG` that names the settings for that decision.
 */
export function refuseOpenDoor({ http, access }: Pick<Config, 'http' | 'access'>): void {
  if (access.decided || isLoopback(http.host)) return;
  throw new InvalidError(
    'BAD_CONFIG',
    `HOST=${JSON.stringify(http.host)} can be reached from other machines, without authentication: set ` +
      'API_KEYS_FILE (a key and its line: `seamline api-key NAME --roles read,push`) or JWT_ISSUER with JWT_AUDIENCE; ' +
      'AUTH=off where a proxy in front of Seamline authenticates callers; or HOST=127.0.0.1',
  );
}
