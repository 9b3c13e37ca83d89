import type { Config } from '../../foundation/config/config.js';
import { isLoopback } from '../../foundation/config/loopback.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/**
 * Only programs of this machine may call without saying who they are, unless somebody has decided otherwise.
 *
 * @throws InvalidError `BAD_CONFIG` that says how to decide it.
 */
export function refuseOpenDoor({ http, access }: Pick<Config, 'http' | 'access'>): void {
  if (access.decided || isLoopback(http.host)) return;
  throw new InvalidError(
    'BAD_CONFIG',
    `HOST=${JSON.stringify(http.host)} is reached from other machines, and nobody has to say who they are: set ` +
      'API_KEYS_FILE (a key and its line: `seamline api-key NAME --roles read,push`) or JWT_ISSUER with JWT_AUDIENCE; ' +
      'AUTH=off where something in front of Seamline asks instead; or HOST=127.0.0.1',
  );
}
