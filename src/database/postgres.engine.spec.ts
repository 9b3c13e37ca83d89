import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { Database } from './database.js';
import { PostgresEngine } from './postgres.engine.js';
import { isPostgresAway } from './postgres.errors.js';

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
  'ECONNREFUSED',
  'ECONNRESET',
  '57P01',
  '57P03',
  '08006',
  '53100',
  '53300',
  '40P01',
  '55P03',
  '28P01',
])('holds what %s keeps from being stored', (code) => {
  expect(isPostgresAway(coded(code))).toBe(true);
});

it.each(['23505', '22021', '42601', '42P01', '54000', 'ERR_INVALID_ARG_TYPE'])(
  'does not call the server away because of %s',
  (code) => {
    expect(isPostgresAway(coded(code))).toBe(false);
  },
);
