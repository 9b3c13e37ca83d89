import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The roles of callers: see everything, publish and infer, replay and load. None includes another. */
export const accessRoles = ['read', 'push', 'operate'] as const;
export type AccessRole = (typeof accessRoles)[number];

/** A caller with the hash of its key; the key itself is stored nowhere. */
export interface ApiKey {
  readonly name: string;
  readonly roles: readonly AccessRole[];
  /** SHA-256. Keys are random and long, so no dictionary finds them, and a slow hash would add nothing. */
  readonly hash: Buffer;
}

const form = `name:roles:hash, such as camera-7:push:<64 hex digits>, with roles out of ${accessRoles.join(', ')}`;
const line = /^([\w.@-]{1,100}):([a-z]+(?:,[a-z]+)*):([0-9a-f]{64})$/i;

export const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** The line of the file for a key. */
export const lineOf = ({ name, roles, hash }: ApiKey): string =>
  `${name}:${roles.join(',')}:${hash.toString('hex')}`;

/**
 * Reads a file of keys, a line for each; skips empty lines and those that begin with #.
 *
 * @throws Error that names the wrong line, without its content: it may be a key.
 */
export function readKeys(file: string): ApiKey[] {
  const keys: ApiKey[] = [];
  for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    const content = text.trim();
    if (content === '' || content.startsWith('#')) continue;
    const key = keyOf(content);
    if (!key) throw new Error(`line ${index + 1} is no ${form}`);
    if (keys.some(({ name }) => name === key.name))
      throw new Error(`line ${index + 1} names ${key.name} again`);
    keys.push(key);
  }
  if (keys.length === 0) throw new Error('there is no key in it');
  return keys;
}

function keyOf(text: string): ApiKey | undefined {
  const [, name = '', listed = '', hash = ''] = line.exec(text) ?? [];
  const roles = accessRoles.filter((role) => listed.split(',').includes(role));
  const isKnown = name !== '' && roles.length === new Set(listed.split(',')).size;
  return isKnown ? { name, roles, hash: Buffer.from(hash, 'hex') } : undefined;
}
