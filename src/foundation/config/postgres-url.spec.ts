import { describe, expect, it } from 'vitest';
import { readConfig } from '../../configuration.js';
import { parsePostgresUrl } from './postgres-url.js';

const hostsOf = (url: string) => parsePostgresUrl(url).hosts;

describe('DATABASE_URL', () => {
  it.each([
    ['postgres://me:p%40ss@db.example:5433/results', [{ host: 'db.example', port: 5433 }]],
    ['postgresql://db.example', [{ host: 'db.example', port: undefined }]],
    ['postgres://[::1]:5433/results', [{ host: '::1', port: 5433 }]],
    ['postgres:///results', [{ host: undefined, port: undefined }]],
    ['postgres:///results?host=/var/run/postgresql', [{ host: '/var/run/postgresql', port: undefined }]],
    ['postgresql://me@/results?host=/cloudsql/a:b:c', [{ host: '/cloudsql/a:b:c', port: undefined }]],
    ['postgres://%2Fvar%2Frun/results', [{ host: '/var/run', port: undefined }]],
    ['socket:///var/run/postgresql?db=results', [{ host: '/var/run/postgresql', port: undefined }]],
    ['socket://me:pw@/var/run/?db=results&encoding=utf8', [{ host: '/var/run', port: undefined }]],
    [
      'postgres://a:5432,b,[::1]:5434/results',
      [
        { host: 'a', port: 5432 },
        { host: 'b', port: undefined },
        { host: '::1', port: 5434 },
      ],
    ],
    [
      'postgres:///results?host=a,b&port=6432',
      [
        { host: 'a', port: 6432 },
        { host: 'b', port: 6432 },
      ],
    ],
    [
      'postgres:///results?host=a,b&port=5432,5433',
      [
        { host: 'a', port: 5432 },
        { host: 'b', port: 5433 },
      ],
    ],
  ])('names servers as libpq does: %s', (url, hosts) => {
    expect(hostsOf(url)).toEqual(hosts);
    expect(readConfig({ DATABASE_URL: url }).database.url).toBe(url);
  });

  it('has user, password and database before its parameters, or in them', () => {
    const who = { user: 'me', password: 'p@ss', database: 'all results' };
    expect(parsePostgresUrl('postgres://me:p%40ss@db/all%20results')).toMatchObject(who);
    expect(parsePostgresUrl('postgres://db?user=me&password=p%40ss&dbname=all%20results')).toMatchObject(who);
    expect(parsePostgresUrl('socket://me:p%40ss@/run?db=all%20results')).toMatchObject(who);
  });

  it('takes a plus sign for itself, as libpq does', () => {
    const { password, options } = parsePostgresUrl('postgres://db/results?password=p+q&options=-c a=b+c');
    expect([password, options]).toEqual(['p+q', '-c a=b+c']);
  });

  it('takes the first of several servers that can be written, and any single one', () => {
    expect(parsePostgresUrl('postgres://a/results').target).toBe('any');
    expect(parsePostgresUrl('postgres://a,b/results').target).toBe('read-write');
    expect(parsePostgresUrl('postgres://a,b/results?target_session_attrs=primary').target).toBe('primary');
  });

  it.each([
    ['', { mode: 'prefer' }],
    ['?sslmode=disable', { mode: 'disable' }],
    ['?sslmode=require&uselibpqcompat=true', { mode: 'require' }],
    ['?ssl=true', { mode: 'require' }],
    ['?sslmode=verify-ca&sslrootcert=/ca.pem', { mode: 'verify-ca', rootCert: '/ca.pem' }],
    ['?sslrootcert=system', { mode: 'verify-full', rootCert: 'system' }],
    ['?sslmode=verify-full&sslcert=/a&sslkey=/b', { mode: 'verify-full', cert: '/a', key: '/b' }],
    ['?sslmode=require&sslnegotiation=direct', { mode: 'require', direct: true }],
  ])('has sslmode as libpq has it: "%s"', (query, tls) => {
    expect(parsePostgresUrl(`postgres://db/results${query}`).tls).toMatchObject(tls);
  });

  it.each([
    ['schema=public', /without "schema", .*DATABASE_SCHEMA .*; allowed are host, .*sslmode/],
    ['currentSchema=own', /without "currentSchema", .*DATABASE_SCHEMA/],
    ['pgbouncer=true', /without "pgbouncer", .*pooler/],
    ['sslMode=require', /without "sslMode"; allowed are/],
    ['sslmode=verify', /sslmode one of disable, allow, prefer, require, verify-ca, verify-full/],
    ['sslmode=verify-ca', /sslmode=verify-ca only together with sslrootcert=FILE/],
    ['sslmode=require&sslrootcert=system', /sslrootcert=system only together with sslmode=verify-full/],
    ['sslmode=require&sslcert=/a', /sslcert and sslkey together/],
    ['sslnegotiation=direct', /sslnegotiation=direct only together with sslmode=require/],
    ['ssl=yes', /ssl=true, or sslmode/],
    ['target_session_attrs=standby', /target_session_attrs one of any, read-write, primary/],
    ['channel_binding=require', /channel_binding one of disable, prefer.*sslmode=verify-full/],
    ['connect_timeout=soon', /connect_timeout a whole number of seconds/],
    ['port=99999', /a port from 1 to 65535/],
    ['host=a,b,c&port=1,2', /one port, or as many as hosts/],
  ])('refuses what it does not know, in words: %s', (query, words) => {
    const DATABASE_URL = `postgres://me:hush@db/results?${query}`;
    expect(() => readConfig({ DATABASE_URL })).toThrow(words);
    expect(() => readConfig({ DATABASE_URL })).toThrow(/DATABASE_URL=\(hidden\): must /);
    expect(() => readConfig({ DATABASE_URL })).not.toThrow(/hush/);
  });

  it.each([
    'postgres://me:12?hush@db/results',
    'postgres://me:12?hush=1@db/results',
    'postgres://me:12#hush@db/results',
    'postgres://me:hush:more@db:port/results',
    'postgres://me:hu%sh@db/results',
  ])('shows no part of a password that is not percent-encoded: %s', (url) => {
    expect(() => parsePostgresUrl(url)).toThrow(/postgres:\/\/user:password@host/);
    expect(() => parsePostgresUrl(url)).not.toThrow(/hush/);
  });
});
