import { Command, InvalidArgumentError } from 'commander';
import { randomBytes } from 'node:crypto';
import { type AccessRole, accessRoles, hashOf, lineOf } from '../../foundation/config/access-keys.js';
import { print, printJson } from './terminal.js';

const keyBytes = 32;

interface Flags {
  readonly roles: readonly AccessRole[];
  readonly json?: true;
}

const help = `
Append the line to the file that API_KEYS_FILE names, and restart Seamline. The key is shown this once: only its hash
is in the line. Roles: read (everything that can be seen), push (publish images, infer), operate (replay dead letters,
load and unload models). None includes another.`;

/** `seamline api-key NAME --roles read,push`: makes a key; writes no file. */
export function apiKeyCommand(): Command {
  return new Command('api-key')
    .description('make an API key, and the line for API_KEYS_FILE by which it is known')
    .argument('<name>', 'whose key it is, as logs shall name it', nameArgument)
    .requiredOption(
      '--roles <roles>',
      `needed: what it may do, a list out of ${accessRoles.join(', ')}`,
      rolesOption,
    )
    .option('--json', 'print both as JSON')
    .addHelpText('after', help)
    .action((name: string, { roles, json }: Flags) => {
      const key = `sl_${randomBytes(keyBytes).toString('base64url')}`;
      const line = lineOf({ name, roles, hash: hashOf(key) });
      if (json) printJson({ key, line });
      else print([`key:  ${key}`, `line: ${line}`]);
    });
}

function nameArgument(text: string): string {
  if (/^[\w.@-]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 100 letters, digits, . _ @ -.');
}

function rolesOption(text: string): AccessRole[] {
  const asked = text.split(',').map((part) => part.trim());
  const roles = accessRoles.filter((role) => asked.includes(role));
  if (roles.length === new Set(asked).size) return roles;
  throw new InvalidArgumentError(`It must be a comma-separated list out of ${accessRoles.join(', ')}.`);
}
