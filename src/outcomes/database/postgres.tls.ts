import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { isLoopback } from '../../foundation/config/loopback.js';
import type { PostgresTls } from '../../foundation/config/postgres-tls.js';
import type { PostgresAddress } from '../../foundation/config/postgres-url.js';
import type { Weakness } from './engine.js';

/** As `pg` takes it; false: not encrypted. */
export type Encryption = false | ConnectionOptions;

/**
 * The ways to encrypt a connection, in the order in which libpq tries them. Reads the files of certificates.
 *
 * @param host of a server; a socket's folder is never encrypted.
 * @throws Error that names the parameter whose file cannot be read.
 */
export function encryptionsOf(tls: PostgresTls, host = ''): readonly Encryption[] {
  if (tls.mode === 'disable' || host.startsWith('/')) return [false];
  const own = tls.cert && tls.key ? { cert: read('sslcert', tls.cert), key: read('sslkey', tls.key) } : {};
  const unverified = { ...own, rejectUnauthorized: false };
  if (tls.mode === 'allow') return [false, unverified];
  if (tls.mode === 'prefer') return [unverified, false];
  if (!isVerified(tls)) return [unverified];
  const ca = tls.rootCert && tls.rootCert !== 'system' ? { ca: read('sslrootcert', tls.rootCert) } : {};
  // Any name is right where only the authority is verified.
  const names = tls.mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined };
  return [{ ...own, ...ca, ...names }];
}

/** What is weak about the connection; undefined where nothing is, and where the user chose no encryption. */
export function weaknessOf({ tls, hosts }: PostgresAddress, description: string): Weakness | undefined {
  const isLocal = hosts.every(({ host = 'localhost' }) => host.startsWith('/') || isLoopback(host));
  if (isLocal || tls.mode === 'disable' || isVerified(tls)) return undefined;
  const effect =
    tls.mode === 'allow' || tls.mode === 'prefer' ? 'may be unencrypted, and verifies' : 'verifies';
  return {
    text: `the connection to ${description} ${effect} no certificate (sslmode=${tls.mode}), so another machine could read and change it`,
    fix: 'set sslmode=verify-full in DATABASE_URL, and sslrootcert=FILE for an authority of your own; on a network that you trust, sslmode=disable',
  };
}

/** libpq verifies the authority for `require` too, where there is one to verify with. */
function isVerified({ mode, rootCert }: PostgresTls): boolean {
  return mode === 'verify-ca' || mode === 'verify-full' || (mode === 'require' && rootCert !== undefined);
}

function read(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(
      `${parameter} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}
