import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { startTlsPostgres, type TlsPostgres } from '../../support/services/tls-postgres.js';
import { temporaryFolder } from '../../support/test-application.js';
import type { Fault, Place } from './fault.js';

export interface TlsPlace extends Place {
  readonly server: TlsPostgres;
}

/** A server of its own, whose certificate the service verifies. */
export async function tlsPlace(): Promise<TlsPlace> {
  const server = await startTlsPostgres(await temporaryFolder());
  onTestFinished(() => server.stop());
  const { url } = server;
  const sql = async (statements: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statements)).rows;
    } finally {
      await client.end();
    }
  };
  return { settings: { DATABASE_URL: url }, sql, server };
}

const certificate = (name: string, cause: RegExp, by: 'foreign' | 'expired'): Fault<TlsPlace> => ({
  name,
  cause,
  async begin({ server }) {
    await server.breakCertificate(by);
    return () => server.restoreCertificate();
  },
});

export const certificateFaults = {
  replaced: certificate('a certificate of another authority', /unable to verify|self-signed/, 'foreign'),
  expired: certificate('a certificate that is over', /certificate has expired/, 'expired'),
};
