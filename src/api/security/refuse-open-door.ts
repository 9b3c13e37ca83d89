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
    `HOST=${JSON.stringify(http.host)} is reached from other machines, and nobody has to say who they are: set ` +
      'API_KEYS_FILE (a key and its line: `seamline api-key NAME --roles read,push`) or JWT_ISSUER with JWT_AUDIENCE; ' +
      'AUTH=off where something in front of Seamline asks instead; or HOST=127.0.0.1',
  );
}
