import { timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../foundation/answers/callers.js';
import { type ApiKey, hashOf } from '../../foundation/config/access-keys.js';
import type { AccessConfig, Config } from '../../foundation/config/config.js';
import { unauthenticated } from './caller.js';
import { PushTokens } from './push-tokens.js';
import { callerByRoles, Tokens } from './tokens.js';

/** A caller's credentials: `x-api-key`, or `authorization` with Bearer, or Basic with the key as its password. */
interface Credentials {
  readonly authorization?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** In characters. A longer text is neither a key nor an issuer's token. */
const longestSecret = 16_384;
const isToken = (secret: string) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(secret);

/**
 * Recognises callers by their API keys, and by tokens of the configured issuer. Keys are never logged nor answered.
 */
export class Authenticator {
  private readonly access: AccessConfig;
  private readonly tokens: Tokens | undefined;
  private readonly pushTokens: PushTokens;

  constructor({ access }: Pick<Config, 'access'>) {
    this.access = access;
    const { tokens } = access;
    this.tokens =
      tokens && new Tokens({ ...tokens, setting: 'JWT_ISSUER' }, callerByRoles(tokens.rolesClaim));
    this.pushTokens = new PushTokens(access);
  }

  /**
   * Whether a caller must authenticate.
   *
   * @param takesPushTokens whether the route takes the tokens of a push subscription; they are always checked.
   */
  isNeeded(headers: Readonly<Record<string, unknown>>, takesPushTokens: boolean): boolean {
    if (this.access.required) return true;
    return takesPushTokens && this.pushTokens.made(secretOf(credentialsIn(headers)) ?? '');
  }

  /**
   * @param headers with names in lower case; also those of gRPC, which may be bytes.
   * @throws InvalidError `UNAUTHENTICATED`
   * @throws UnavailableError `ISSUER_UNAVAILABLE` when a token cannot be checked.
   */
  async callerOf(headers: Readonly<Record<string, unknown>>, takesPushTokens = false): Promise<Caller> {
    const secret = secretOf(credentialsIn(headers));
    const ways = 'an API key in X-API-Key, or a key or token in Authorization: Bearer';
    if (!secret) throw unauthenticated(`credentials are missing: send ${ways}`);
    if (secret.length > longestSecret) throw unauthenticated('the key or token is too long');
    const key = keyFor(secret, this.access.keys);
    if (key) return key;
    if (takesPushTokens && this.pushTokens.made(secret)) return this.pushTokens.callerOf(secret);
    if (this.tokens && isToken(secret)) return this.tokens.callerOf(secret);
    throw unauthenticated('the key is not known here');
  }
}

/** Compares every hash, each in constant time, so that the time does not reveal which one was close. */
function keyFor(secret: string, keys: readonly ApiKey[]): ApiKey | undefined {
  const hash = hashOf(secret);
  return keys.filter((key) => timingSafeEqual(key.hash, hash))[0];
}

function credentialsIn({
  authorization,
  'x-api-key': apiKey,
}: Readonly<Record<string, unknown>>): Credentials {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { authorization: text(authorization), apiKey: text(apiKey) };
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
