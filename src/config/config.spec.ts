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
