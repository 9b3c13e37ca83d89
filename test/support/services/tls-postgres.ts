import { chown, chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, vi } from 'vitest';
import { makeCertificates, makeExpired } from './certificates.js';
import { startOwnPostgres } from './own-postgres.js';

/** A PostgreSQL that takes TLS connections only, with a certificate that can be replaced. */
export interface TlsPostgres {
  /** Verifies the certificate, its name included. */
  readonly url: string;
  /**
   * A certificate that cannot be verified, of another authority or an old one; connections are cut, so that new ones meet
   * it.
   */
  breakCertificate(by?: 'foreign' | 'expired'): Promise<void>;
  restoreCertificate(): Promise<void>;
  stop(): Promise<void>;
}

/** The user that PostgreSQL runs as where the tests run as root. */
export const nobody = 65_534;

/** @param folder an empty one, for the certificates. */
export async function startTlsPostgres(folder: string): Promise<TlsPostgres> {
  const server = await startOwnPostgres();
  const own = await makeCertificates(folder, 'own');
  const foreign = await makeCertificates(folder, 'foreign');
  const withMode = (sslmode: string) => {
    const url = new URL(server.url);
    url.search = new URLSearchParams({ sslmode, sslrootcert: own.ca }).toString();
    return url.href;
  };
  const install = async (pem: string) => {
    const file = join(server.data, 'server.pem');
    await copyFile(pem, file);
    await chmod(file, 0o600);
    if (process.getuid?.() === 0) await chown(file, nobody, nobody);
    await server.reload();
  };
  const verified = withMode('verify-full');
  const expired = await makeExpired(folder, 'own');
  const breakCertificate = async (by: 'foreign' | 'expired' = 'foreign') => {
    await install(by === 'foreign' ? foreign.server : expired);
    await untilConnecting(verified, /certificate/);
    await cutAll(withMode('no-verify'));
  };
  const restoreCertificate = async () => {
    await install(own.server);
    await untilConnecting(verified, /^connected$/);
  };
  const settings = join(server.data, 'postgresql.conf');
  const tls = "\nssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.pem'\n";
  await writeFile(settings, (await readFile(settings, 'utf8')) + tls);
  await writeFile(join(server.data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  await restoreCertificate();
  return { url: verified, breakCertificate, restoreCertificate, stop: () => server.stop() };
}

async function untilConnecting(url: string, words: RegExp): Promise<void> {
  const connect = async () => {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return 'connected';
    } catch (error) {
      return String(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  await vi.waitFor(async () => expect(await connect()).toMatch(words), { interval: 50, timeout: 10_000 });
}

async function cutAll(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  await client.end();
}
