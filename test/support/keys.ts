import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AccessRole, accessRoles, hashOf, lineOf } from '../../src/foundation/config/access-keys.js';
import { type OnEnd, temporaryFolder } from './test-application.js';

export interface KeyFile {
  /** For `API_KEYS_FILE`. */
  readonly file: string;
  /** A key with one role each, called as the role is. */
  readonly keys: Readonly<Record<AccessRole, string>>;
}

/** A file of keys, one for each role. */
export async function keyFile(onEnd: OnEnd): Promise<KeyFile> {
  const made = accessRoles.map((role) => [role, `sl_${randomBytes(32).toString('base64url')}`] as const);
  const lines = made.map(([role, key]) => lineOf({ name: role, roles: [role], hash: hashOf(key) }));
  const file = join(await temporaryFolder(onEnd), 'keys');
  await writeFile(file, `# Who may call\n\n${lines.join('\n')}\n`);
  return { file, keys: Object.fromEntries(made) as KeyFile['keys'] };
}

export const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });
