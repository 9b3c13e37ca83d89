import { Inject, Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { type AccessRole, type ApiKey, hashOf } from '../../foundation/config/access-keys.js';
import type { AccessConfig, Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { type Caller, unauthenticated } from './caller.js';
import { Tokens } from './tokens.js';

/** A caller's credentials: `x-api-key`, or `authorization` with Bearer, or Basic with the key as its password. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** In characters. A longer text is neither a key nor an issuer's token. */
const longestSecret = 16_384;
const isToken = (secret: string) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(secret);

/**
 * Recognises callers by their API keys, and by tokens of the configured issuer. Keys are never logged nor answered.
 */
@Injectable()
export class Authenticator {
  private readonly access: AccessConfig;
  private readonly tokens: Tokens | undefined;

  constructor(@Inject(CONFIG) { access }: Pick<Config, 'access'>) {
    this.access = access;
    this.tokens = access.tokens && new Tokens(access.tokens);
  }

  /** Whether callers must authenticate at all. */
  get required(): boolean {
    return this.access.required;
  }

  /**
   * @throws InvalidError `UNAUTHENTICATED`; `FORBIDDEN` for a caller without the role.
   * @throws UnavailableError `ISSUER_UNAVAILABLE` when a token cannot be checked.
   */
  async authorize(credentials: Credentials, role: AccessRole): Promise<Caller> {
    const caller = await this.callerOf(secretOf(credentials));
    if (caller.roles.includes(role)) return caller;
    const has = caller.roles.join(', ') || 'none';
    throw new InvalidError('FORBIDDEN', `this takes the role ${role}; ${caller.name} has ${has}`, {
      details: { role },
    });
  }

  private async callerOf(secret: string | undefined): Promise<Caller> {
    const ways = 'an API key in X-API-Key, or a key or token in Authorization: Bearer';
    if (!secret) throw unauthenticated(`credentials are missing: send ${ways}`);
    if (secret.length > longestSecret) throw unauthenticated('the key or token is too long');
    const key = keyFor(secret, this.access.keys);
    if (key) return key;
    if (this.tokens && isToken(secret)) return this.tokens.callerOf(secret);
    throw unauthenticated('the key is not known here');
  }
}

/** Compares every hash, each in constant time, so that the time does not reveal which one was close. */
function keyFor(secret: string, keys: readonly ApiKey[]): ApiKey | undefined {
  const hash = hashOf(secret);
  return keys.filter((key) => timingSafeEqual(key.hash, hash))[0];
}

/** Our own header goes first: a browser adds `authorization` by itself after a login at /api. */
function secretOf({ apiKey, authorization }: Credentials): string | undefined {
  if (apiKey) return apiKey;
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
