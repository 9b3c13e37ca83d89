import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../configuration.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { parsePostgresUrl } from './postgres-url.js';

it('keeps its results in a SQLite file unless a URL names a PostgreSQL', () => {
  expect(readConfig({}).database.url).toBeUndefined();
  const url = 'postgresql://somebody:p%40ss@db.example:5432/results?sslmode=disable';
  expect(readConfig({ DATABASE_URL: url }).database.url).toBe(url);
});

it('takes PGSSLMODE where DATABASE_URL says nothing of encryption', () => {
  const urlWith = (DATABASE_URL: string) =>
    readConfig({ DATABASE_URL, PGSSLMODE: 'verify-full' }).database.url;
  expect(urlWith('postgres://db/results')).toBe('postgres://db/results?sslmode=verify-full');
  expect(urlWith('postgres://db?user=me')).toBe('postgres://db?user=me&sslmode=verify-full');
  expect(urlWith('postgres://db/results?sslmode=disable')).toBe('postgres://db/results?sslmode=disable');
});

it('reads the password of PostgreSQL from a file, and names a file that it cannot use', async () => {
  const folder = await temporaryFolder();
  const fileWith = async (text: string) => {
    const file = join(folder, String(text.length));
    await writeFile(file, text);
    return file;
  };
  const read = (DATABASE_PASSWORD_FILE: string, DATABASE_URL = 'postgres://me@db/results?sslmode=disable') =>
    readConfig({ DATABASE_URL, DATABASE_PASSWORD_FILE }).database.url;
  const url = read(await fileWith('p@s s/#\n'));
  expect(url).toBe('postgres://me@db/results?sslmode=disable&password=p%40s%20s%2F%23');
  expect(parsePostgresUrl(String(url))).toMatchObject({ user: 'me', password: 'p@s s/#' });
  const file = await fileWith('hush');
  const mistakes: [() => unknown, RegExp][] = [
    [() => read(join(folder, 'none')), /DATABASE_PASSWORD_FILE=".*none": cannot be used: ENOENT/],
    [() => read(folder), /cannot be used: EISDIR/],
    [() => read(join(folder, '1')), /cannot be used: the file is empty/],
    [() => read(file, 'postgres://me:own@db/results'), /cannot be used: DATABASE_URL has a password already/],
    [
      () => readConfig({ DATABASE_PASSWORD_FILE: file }),
      /must be unset without DATABASE_URL; SQLite has no pass/,
    ],
    [() => read(file, 'mysql://db'), /DATABASE_URL=\(hidden\)/],
  ];
  await fileWith('\n');
  for (const [mistaken, text] of mistakes) {
    expect(mistaken).toThrow(text);
    expect(mistaken).not.toThrow(/hush|own@/);
  }
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

it('takes names, addresses, and IPv6 addresses in brackets as brokers of Kafka', () => {
  const list = ['kafka-1.example.org:9092', '10.0.0.1:9093', '[::1]:9092', '[fe80::1%eth0]:9092'];
  expect(readConfig({ KAFKA_BROKERS: list.join(', ') }).drivers.kafka.brokers).toEqual(list);
});

it.each(['kafka', '::1:9092', '[::1]', 'kafka:99999', 'PLAINTEXT://kafka:9092', 'a:1,'])(
  'refuses %s as brokers of Kafka, and says how an address is written',
  (KAFKA_BROKERS) => {
    expect(() => readConfig({ KAFKA_BROKERS })).toThrow(/KAFKA_BROKERS=.*host:port or \[IPv6\]:port/);
  },
);

it('puts its tables into a schema of PostgreSQL, and says that SQLite has none', () => {
  const DATABASE_URL = 'postgres://db.example/results';
  expect(readConfig({ DATABASE_URL, DATABASE_SCHEMA: 'seamline_b' }).database.schema).toBe('seamline_b');
  expect(() => readConfig({ DATABASE_URL, DATABASE_SCHEMA: 'a,b' })).toThrow(
    /DATABASE_SCHEMA="a,b": must be 1 to 63/,
  );
  expect(() => readConfig({ DATABASE_URL, DATABASE_SCHEMA: '1abc' })).toThrow(
    /"1abc": must be 1 to 63 lower-case letters, digits and _, the first no digit/,
  );
  expect(() => readConfig({ DATABASE_SCHEMA: 'own' })).toThrow(
    /DATABASE_SCHEMA="own": must be unset without DATABASE_URL; SQLite has no schemas/,
  );
});

it('keeps thumbnails with SQLite where the process has it, and refuses KEEP_IMAGES=true', () => {
  const areKept = (settings: Record<string, string>) => readConfig(settings).thumbnails.areKept;
  expect(areKept({})).toBe(true);
  expect(areKept({ ROLES: 'classifier' })).toBe(false);
  expect(areKept({ DATABASE_URL: 'postgres://db.example/results' })).toBe(false);
  expect(areKept({ DATABASE_URL: 'postgres://db.example/results', THUMBNAILS: 'on' })).toBe(true);
  expect(areKept({ THUMBNAILS: 'off', KEEP_IMAGES: 'false' })).toBe(false);
  expect(() => readConfig({ KEEP_IMAGES: 'true' })).toThrow(/KEEP_IMAGES="true".*THUMBNAILS=on/);
});

it('leaves most of the time to end for what is in work', () => {
  const readDelay = (SHUTDOWN_DELAY_MS: string) => readConfig({ SHUTDOWN_DELAY_MS }).shutdown.delayMs;
  expect(readDelay('15000')).toBe(15_000);
  expect(() => readDelay('15001')).toThrow(
    /SHUTDOWN_DELAY_MS=15001: must be at most half of SHUTDOWN_TIMEOUT_MS=30000/,
  );
});

it.each([
  ['FETCH_HOSTS', 'https://images.example.org'],
  ['FETCH_HOSTS', 'images.*.org'],
  ['FETCH_HOSTS', '*'],
  ['FETCH_PRIVATE', '10.0.0.0/33'],
  ['FETCH_BUCKETS', 'shots'],
  ['FETCH_BUCKETS', 'gs://shots/day-1'],
  ['FETCH_CA', '/no/such/file.pem'],
  ['CLAIM_CHECK_BUCKET', 'https://shots.s3.amazonaws.com'],
])('refuses %s=%s, and says what is allowed', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`${name}=.*: must be `));
});

it('lets the service read the bucket that it writes large pictures to', () => {
  const { fetching } = readConfig({ FETCH_BUCKETS: 's3://shots', CLAIM_CHECK_BUCKET: 'gs://large' });
  expect(fetching.buckets).toEqual(['s3://shots', 'gs://large']);
  expect(fetching.claimCheck).toEqual({ scheme: 'gs', bucket: 'large', fromBytes: 500_000 });
});
