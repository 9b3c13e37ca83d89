import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { type OwnPostgres, startOwnPostgres } from '../support/services/own-postgres.js';
import { startTlsPostgres, type TlsPostgres } from '../support/services/tls-postgres.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, temporaryFolder } from '../support/temporary-folder.js';

/** Whether the connection is encrypted, or the reason why none was made. */
async function connecting(url: string): Promise<string> {
  const database = new Kysely<unknown>({ dialect: new PostgresEngine(url).dialect });
  onTestFinished(() => database.destroy());
  try {
    const { rows } = await sql<{ ssl: boolean }>`
      select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(database);
    return rows[0]?.ssl ? 'encrypted' : 'plain';
  } catch (error) {
    return String(error);
  }
}

withServer('PostgreSQL', inject('postgres'), () => {
  describe('A PostgreSQL that takes encrypted connections only', () => {
    let server: TlsPostgres;
    beforeAll(async () => {
      server = await startTlsPostgres(await temporaryFolder(onSuiteFinished));
    });
    afterAll(() => server?.stop());

    /** `CA` is the file of the authority. */
    const urlWith = (query: string) => {
      const url = new URL(server.url);
      const authority = url.searchParams.get('sslrootcert') ?? '';
      url.search = '';
      return `${url.href}${query.replace('CA', encodeURIComponent(authority))}`;
    };

    it.each([
      ['', 'encrypted'],
      ['?sslmode=allow', 'encrypted'],
      ['?sslmode=prefer', 'encrypted'],
      ['?sslmode=require', 'encrypted'],
      ['?sslmode=require&sslnegotiation=direct', 'encrypted'],
      ['?sslmode=require&sslrootcert=CA', 'encrypted'],
      ['?sslmode=verify-ca&sslrootcert=CA', 'encrypted'],
      ['?sslmode=verify-full&sslrootcert=CA', 'encrypted'],
    ])('is reached with "%s"', async (query, how) => {
      expect(await connecting(urlWith(query))).toBe(how);
    });

    it('is verified where libpq verifies it, by its authority and by its name', async () => {
      expect(await connecting(urlWith('?sslmode=verify-full'))).toMatch(/certificate/);
      expect(await connecting(urlWith('?sslrootcert=system'))).toMatch(/certificate/);
      const byName = (query: string) => urlWith(query).replace('127.0.0.1', 'localhost');
      expect(await connecting(byName('?sslmode=verify-ca&sslrootcert=CA'))).toBe('encrypted');
      expect(await connecting(byName('?sslmode=verify-full&sslrootcert=CA'))).toMatch(/altnames/);
    });

    it('is not reached without encryption, or with an authority that cannot be read', async () => {
      expect(await connecting(urlWith('?sslmode=disable'))).toMatch(/no encryption/);
      expect(await connecting(urlWith('?sslmode=require&sslrootcert=/none.pem'))).toMatch(
        /sslrootcert cannot be read: ENOENT.*none\.pem/,
      );
    });
  });

  describe('A PostgreSQL without encryption', () => {
    let server: OwnPostgres;
    beforeAll(async () => {
      server = await startOwnPostgres();
    });
    afterAll(() => server?.stop());

    it.each([
      ['', 'plain'],
      ['?sslmode=disable', 'plain'],
      ['?sslmode=allow', 'plain'],
      ['?sslmode=prefer', 'plain'],
    ])('is reached with "%s"', async (query, how) => {
      expect(await connecting(server.url + query)).toBe(how);
    });

    it('is refused where encryption is required', async () => {
      expect(await connecting(`${server.url}?sslmode=require`)).toMatch(/does not support SSL/);
    });

    it('is reached by its Unix socket, in each form of a URL', async () => {
      const { username, password, port } = new URL(server.url);
      const folder = encodeURIComponent(server.sockets);
      const login = `${username}:${password}@`;
      for (const url of [
        `postgres://${login}/postgres?host=${folder}&port=${port}`,
        `postgres://${login}${folder}:${port}/postgres?sslmode=verify-full`,
        `socket://${login}${server.sockets}?db=postgres&port=${port}`,
      ])
        expect([url, await connecting(url)]).toEqual([url, 'plain']);
    });

    it('is refused with a wrong password, without asking the other servers', async () => {
      const { username, host } = new URL(server.url);
      expect(await connecting(`postgres://${username}:wrong@${host},127.0.0.1:9/postgres`)).toMatch(
        /^error: password authentication failed/,
      );
    });

    it('is named with what each of the others says, where none fits', async () => {
      const down = server.url.replace(/@[^/]+/, '@127.0.0.1:9,127.0.0.1:10');
      expect(await connecting(down)).toMatch(/127\.0\.0\.1:9: .*ECONNREFUSED.*; 127\.0\.0\.1:10: /);
    });
  });
});
