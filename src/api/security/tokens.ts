import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { type AccessRole, accessRoles } from '../../foundation/config/access-keys.js';
import { errorText, UnavailableError } from '../../foundation/errors/app.error.js';
import type { Caller } from '../../foundation/answers/callers.js';
import { unauthenticated } from './caller.js';

export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** The name of the setting that names the issuer. */
  readonly setting: string;
}

/** @throws InvalidError for claims that are not enough. */
type ReadCaller = (claims: JWTPayload) => Caller;

/** Signatures by a private key of the issuer; one made with a shared secret is never accepted. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clockToleranceS = 30;
const timeoutMs = 5_000;
/**
 * In milliseconds. A failed request to the issuer is cached this long, so that a flood of tokens causes few requests.
 */
const retryAfterMs = 5_000;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** Checks the tokens of one OpenID Connect issuer: signature, issuer, audience and times. */
export class Tokens {
  private keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(
    private readonly settings: TokenSettings,
    private readonly read: ReadCaller,
  ) {}

  /**
   * The caller by the token's claims.
   *
   * @throws InvalidError `UNAUTHENTICATED` with the token's mistake.
   * @throws UnavailableError `ISSUER_UNAVAILABLE` when the issuer's keys cannot be loaded.
   */
  async callerOf(token: string): Promise<Caller> {
    const { payload } = await this.verify(token, await this.issuerKeys());
    return this.read(payload);
  }

  private async verify(token: string, keys: JWTVerifyGetKey): Promise<{ readonly payload: JWTPayload }> {
    const { issuer, audience } = this.settings;
    try {
      return await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance: clockToleranceS,
        requiredClaims: ['exp'],
      });
    } catch (cause) {
      throw this.isOfToken(cause)
        ? unauthenticated(`the token is refused: ${errorText(cause)}`)
        : this.away(cause);
    }
  }

  /** A key that the issuer does not have is the token's mistake; an issuer that does not answer is not. */
  private isOfToken(cause: unknown): boolean {
    const isTimeout = cause instanceof errors.JWKSTimeout || cause instanceof errors.JWKSInvalid;
    return cause instanceof errors.JOSEError && cause.code !== 'ERR_JOSE_GENERIC' && !isTimeout;
  }

  /** Loaded once. `jose` caches the keys, and loads them again for an unknown one, at most every 30 s. */
  private issuerKeys(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.discover().catch((cause: unknown) => {
      setTimeout(() => (this.keys = undefined), retryAfterMs).unref();
      throw this.away(cause);
    });
    return this.keys;
  }

  private async discover(): Promise<JWTVerifyGetKey> {
    const { issuer, setting } = this.settings;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const found = discovery.parse(await response.json());
    if (found.issuer !== issuer) {
      throw new Error(`${url} speaks for ${found.issuer}, expected ${setting}=${issuer}`);
    }
    return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: timeoutMs });
  }

  private away(cause: unknown): UnavailableError {
    const text = `the keys of ${this.settings.issuer} cannot be had: ${errorText(cause)}`;
    return new UnavailableError('ISSUER_UNAVAILABLE', text, { cause });
  }
}

/** Reads tokens of people and programs: their subject, and their roles in a claim. */
export const callerByRoles =
  (rolesClaim: string): ReadCaller =>
  (claims) => ({ name: claims.sub ?? 'unnamed', roles: rolesIn(claims, rolesClaim) });

/** The claim may be a list or a text with spaces, and name roles as `push` or `seamline:push`. */
function rolesIn(payload: JWTPayload, claim: string): AccessRole[] {
  const value = Object.hasOwn(payload, claim) ? payload[claim] : inside(payload, claim.split('.'));
  const names: unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(' ') : [];
  return accessRoles.filter((role) => names.includes(role) || names.includes(`seamline:${role}`));
}

function inside(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? inside((value as Record<string, unknown>)[name], rest) : undefined;
}
