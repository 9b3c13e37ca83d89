import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
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
