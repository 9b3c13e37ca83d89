import { errorText } from '../errors/app.error.js';
import { readKeys } from './access-keys.js';
import type { Environment } from './environment.js';

type Given = Readonly<Record<string, string | undefined>>;

/** Mistakes in the settings of access, taken together; never the content of the file of keys. */
export function accessMistakes(given: Given): string[] {
  const { AUTH, API_KEYS_FILE, JWT_ISSUER, JWT_AUDIENCE } = given;
  const { PUSH_TOKEN_AUDIENCE, PUSH_TOKEN_ACCOUNTS } = given;
  const mistakes: string[] = [];
  if (AUTH === 'on' && !API_KEYS_FILE && !JWT_ISSUER) {
    mistakes.push('AUTH="on": needs API_KEYS_FILE or JWT_ISSUER, which define the callers');
  }
  if (Boolean(JWT_ISSUER) !== Boolean(JWT_AUDIENCE)) {
    mistakes.push(
      `${JWT_ISSUER ? 'JWT_AUDIENCE' : 'JWT_ISSUER'}: missing; JWT_ISSUER and JWT_AUDIENCE go together`,
    );
  }
  if (Boolean(PUSH_TOKEN_AUDIENCE) !== Boolean(PUSH_TOKEN_ACCOUNTS)) {
    const missing = PUSH_TOKEN_AUDIENCE ? 'PUSH_TOKEN_ACCOUNTS' : 'PUSH_TOKEN_AUDIENCE';
    mistakes.push(`${missing}: missing; PUSH_TOKEN_AUDIENCE and PUSH_TOKEN_ACCOUNTS go together`);
  }
  try {
    if (API_KEYS_FILE) readKeys(API_KEYS_FILE);
  } catch (error) {
    mistakes.push(`API_KEYS_FILE=${JSON.stringify(API_KEYS_FILE)}: cannot be used: ${errorText(error)}`);
  }
  return mistakes;
}

export function accessOf(env: Environment) {
  const { AUTH, API_KEYS_FILE: file, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = env;
  const isAsked = file !== undefined || issuer !== undefined;
  return {
    /** Whether callers must authenticate. */
    required: AUTH === undefined ? isAsked : AUTH === 'on',
    /** Whether `AUTH` is set at all: without it, only this machine may reach the service. */
    decided: AUTH !== undefined || isAsked,
    keys: file === undefined ? [] : readKeys(file),
    /** Tokens of an OpenID Connect issuer; `rolesClaim` may be a path into objects, with dots. */
    tokens: issuer && audience ? { issuer, audience, rolesClaim: env.JWT_ROLES_CLAIM } : undefined,
    /** Tokens of push subscriptions and other Google services, for `POST /events` alone. */
    pushTokens: {
      issuer: env.PUSH_TOKEN_ISSUER,
      audience: env.PUSH_TOKEN_AUDIENCE,
      accounts: env.PUSH_TOKEN_ACCOUNTS ?? [],
    },
    /** The credentials of this program's own commands. A secret: not for logs. */
    ownKey: env.SEAMLINE_API_KEY,
  };
}
