import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Database } from './database.js';
import { PostgresEngine } from './postgres.engine.js';
import { postgresVerdict } from './postgres.errors.js';

/** Nobody listens on the discard port. */
const nowhere = 'postgres://somebody:hush-hush@127.0.0.1:9/results';

const coded = (code: string) => Object.assign(new Error('no'), { code });

it('names the server, and neither user nor password, also not in errors', async () => {
  const engine = new PostgresEngine(nowhere);
  expect(engine.description).toBe('PostgreSQL 127.0.0.1:9/results');
  const error: unknown = await Database.open(engine, 50).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', kind: 'unavailable' });
  const shown = inspect(error, { depth: 20, showHidden: true });
  expect(shown).toContain('PostgreSQL 127.0.0.1:9/results is away');
  expect(shown).not.toMatch(/hush|somebody/);
});

it('starts while the server is away, and is closed at once', async () => {
  const database = await Database.start(new PostgresEngine(nowhere), 50);
  onTestFinished(() => database.close());
  expect(() => database.read).toThrow('PostgreSQL 127.0.0.1:9/results is away');
  await expect(database.write(async () => 0)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
});

it.each([
  ['passing', ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '40P01', '55P03']],
  ['server', ['53100', '53300', '28P01', '25006']],
  ['tables', ['42501', '3F000', '42P01', '42703']],
  ['damaged', ['XX001', 'XX002']],
  ['unclear', ['42601', 'P0001', 'XX000', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']],
])('holds a message for what is %s: %s', (verdict, codes) => {
  for (const code of codes) expect([code, postgresVerdict(coded(code))]).toEqual([code, verdict]);
});

it.each(['21000', '22003', '22021', '23505', '54000'])('blames the values of a row for %s', (code) => {
  expect(postgresVerdict(coded(code))).toBe('row');
});

describe('A connection to another machine', () => {
  const weaknessOf = (url: string) => new PostgresEngine(url).weakness;

  it.each([
    ['postgres://db.example/results', /may be unencrypted, and verifies no certificate \(sslmode=prefer\)/],
    ['postgres://localhost,db.example/results?sslmode=allow', /sslmode=allow/],
    ['postgres://db.example/results?sslmode=require', /results verifies no certificate \(sslmode=require\)/],
    ['postgres://db.example/results?sslmode=no-verify', /sslmode=no-verify/],
  ])('that is not verified is called weak, with the way out: %s', (url, words) => {
    expect(weaknessOf(url)).toEqual({
      text: expect.stringMatching(words),
      fix: expect.stringMatching(/sslmode=verify-full .*sslrootcert=FILE.*sslmode=disable/),
    });
  });

  it.each([
    'postgres://db.example/results?sslmode=disable',
    'postgres://db.example/results?sslmode=verify-full',
    'postgres://db.example/results?sslmode=require&sslrootcert=/ca.pem',
    'postgres://127.0.0.1/results?sslmode=require',
    'postgres:///results?host=/run',
  ])('that is verified, local, or meant to be open is not: %s', (url) => {
    expect(weaknessOf(url)).toBeUndefined();
  });

  it('is warned of at start, once', async () => {
    const said: string[] = [];
    const log = { log() {}, error() {}, warn: (text: unknown) => void said.push(String(text)) };
    Logger.overrideLogger(log);
    onTestFinished(() => Logger.overrideLogger(['error', 'fatal']));
    const engine = new PostgresEngine('postgres://me:hush@192.0.2.1:9/results');
    await (await Database.start(engine, 10)).close();
    expect(said.filter((text) => text.includes('sslmode'))).toEqual([
      'the connection to PostgreSQL 192.0.2.1:9/results may be unencrypted, and verifies no certificate ' +
        '(sslmode=prefer), so another machine could read and change it; ' +
        String(engine.weakness?.fix),
    ]);
  });
});

it.each([
  ['postgres://me:hush@a:5432,[::1]:5433,c/results', 'PostgreSQL a:5432,[::1]:5433,c/results'],
  ['postgres://me:hush@/results?host=/cloudsql/a:b:c', 'PostgreSQL socket /cloudsql/a:b:c, database results'],
  ['postgres:///results', 'PostgreSQL (default host)/results'],
])('names every server of %s', (url, description) => {
  expect(new PostgresEngine(url).description).toBe(description);
});
