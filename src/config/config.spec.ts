import { expect, it } from 'vitest';
import { readConfig } from './config.js';

it('keeps its results in a SQLite file unless a URL names a PostgreSQL', () => {
  expect(readConfig({}).database.url).toBeUndefined();
  const url = 'postgresql://somebody:p%40ss@db.example:5432/results?sslmode=disable';
  expect(readConfig({ DATABASE_URL: url }).database.url).toBe(url);
});

it.each([
  'mysql://somebody:hush@db.example/results',
  'db.example/hush',
  'postgres://somebody:hu/sh@db.example/hush',
  'postgres://somebody:12/hush@db.example/results',
])('refuses a DATABASE_URL that is none without showing it', (url) => {
  expect(() => readConfig({ DATABASE_URL: url })).toThrow(/DATABASE_URL=\(hidden\): must be postgres:\/\//);
  expect(() => readConfig({ DATABASE_URL: url })).not.toThrow(/hush/);
});

it('leaves most of the time to end for what is in work', () => {
  const readDelay = (SHUTDOWN_DELAY_MS: string) => readConfig({ SHUTDOWN_DELAY_MS }).shutdown.delayMs;
  expect(readDelay('15000')).toBe(15_000);
  expect(() => readDelay('15001')).toThrow(
    /SHUTDOWN_DELAY_MS=15001: must be at most half of SHUTDOWN_TIMEOUT_MS=30000/,
  );
});
