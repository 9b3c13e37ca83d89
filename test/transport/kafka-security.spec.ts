import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import type { KafkaSettings } from '../../src/transport/drivers/kafka/kafka.settings.js';
import { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';
import { leastRightsOnSecureKafka } from './least-rights.cases.js';
import { doctorOnSecureKafka } from '../tools/doctor/secure-kafka.cases.js';
import { type SecureKafka, startSecureKafka } from '../support/services/secure-kafka.js';
import { startTokenServer } from '../support/services/token-server.js';
import { textsOf } from '../support/kafka-broker.js';
import { withServer } from '../support/services/with-server.js';
import { temporaryFolder } from '../support/test-application.js';

const started = await startSecureKafka().catch((error: Error) => ({ unavailable: error.message }));
const wrongPassword = 'hush-this-is-wrong';
const said: string[] = [];

function open(settings: Partial<KafkaSettings>, connectTimeoutMs = 10_000): KafkaDriverBroker {
  const config = readConfig({});
  const options = { ...config.transport.driver, connectTimeoutMs, publishTimeoutMs: 10_000 };
  const broker = new KafkaDriverBroker({ ...config.drivers.kafka, ...settings }, options);
  onTestFinished(() => broker.close());
  return broker;
}

const fromEnvironment = (env: Record<string, string>, timeoutMs?: number) =>
  open(readConfig(env).drivers.kafka, timeoutMs);

/** Publishes through the broker and reads it back. */
async function expectRoundTrip(broker: KafkaDriverBroker): Promise<void> {
  await broker.connect();
  const topic = `secure-${randomBytes(4).toString('hex')}`;
  const received = await textsOf(broker, topic);
  await broker.publish([{ topic, value: Buffer.from('hello'), headers: {} }]);
  await expect.poll(() => received, { timeout: 15_000 }).toEqual(['hello']);
}

/** An error with everything that a log could show of it. */
async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string; all: string }> {
  const error: unknown = await work.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  );
  const { code, message } = error as { code: string; message: string };
  return { code, message, all: inspect(error, { depth: 20, showHidden: true }) };
}

function unsignedToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}

withServer('a secure Kafka', started, (server: SecureKafka) => {
  describe('a connection to Kafka', () => {
    const { user, sasl, saslTls, mutualTls, certificates } = server;
    const loginAs = (mechanism: string, password: string) => ({
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: user.username,
      KAFKA_SASL_PASSWORD: password,
    });
    const mechanisms = [
      ['plain', /plain/i],
      ['scram-sha-256', /scram.sha.?256/i],
      ['scram-sha-512', /scram.sha.?512/i],
    ] as const;

    beforeAll(() => {
      const hear = (...parts: unknown[]) => void said.push(inspect(parts, { depth: 20 }));
      Logger.overrideLogger({ log: hear, warn: hear, error: hear, debug: hear, verbose: hear, fatal: hear });
    });
    afterAll(async () => {
      Logger.overrideLogger(false);
      await server.stop();
    });

    it.each(mechanisms)('with the right password over %s carries messages', async (mechanism) => {
      await expectRoundTrip(fromEnvironment({ KAFKA_BROKERS: sasl, ...loginAs(mechanism, user.password) }));
    });

    it.each(mechanisms)(
      'with a wrong password over %s is refused by name, and the password is never told',
      async (mechanism, name) => {
        const broker = fromEnvironment({ KAFKA_BROKERS: sasl, ...loginAs(mechanism, wrongPassword) });
        for (const work of [
          () => broker.connect(),
          () => broker.publish([{ topic: 'secure', value: null, headers: {} }]),
          () => broker.subscribe({ topic: 'secure', group: 'group', maxInFlight: 1 }, async () => {}),
        ]) {
          const { code, message, all } = await failureOf(work());
          expect([code, message]).toEqual(['BROKER_REFUSED', expect.stringMatching(name)]);
          expect(all).not.toContain(wrongPassword);
        }
        expect(broker.status).toMatchObject({
          state: 'disconnected',
          lastError: expect.stringMatching(name),
        });
      },
    );

    it('takes the tokens of a program by OAUTHBEARER, and never tells them', async () => {
      const now = Math.floor(Date.now() / 1000);
      const good = unsignedToken({ sub: 'alice', iat: now, exp: now + 600 });
      const bad = unsignedToken({ sub: 'alice', iat: now - 600, exp: now - 300 });
      const withToken = (value: string) =>
        open({
          brokers: [sasl],
          sasl: { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value }) },
        });
      await expectRoundTrip(withToken(good));
      const { code, message, all } = await failureOf(withToken(bad).connect());
      expect([code, message]).toEqual([
        'BROKER_REFUSED',
        expect.stringMatching(/oauthbearer.*invalid_token/i),
      ]);
      expect(all).not.toContain(bad);
    });

    describe('by OAUTHBEARER with settings alone', () => {
      const secret = 'hush-the-client-secret';
      const claims = (life = 600) => {
        const now = Math.floor(Date.now() / 1000);
        return { sub: 'alice', iat: now - 1_000, exp: now + life };
      };
      const byEndpoint = (url: string, clientSecret = secret) => ({
        KAFKA_BROKERS: sasl,
        KAFKA_SASL_MECHANISM: 'oauthbearer',
        KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: url,
        KAFKA_SASL_OAUTHBEARER_CLIENT_ID: 'seamline',
        KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: clientSecret,
        KAFKA_SASL_OAUTHBEARER_SCOPE: 'kafka',
      });

      it('fetches a token by client credentials, once for all connections until shortly before it ends', async () => {
        const issuer = await startTokenServer('seamline', secret, () => unsignedToken(claims()));
        await expectRoundTrip(fromEnvironment(byEndpoint(issuer.url)));
        expect(issuer.forms).toEqual(['grant_type=client_credentials&scope=kafka']);
        issuer.lifeSeconds = 0;
        const broker = fromEnvironment(byEndpoint(issuer.url));
        await expectRoundTrip(broker);
        expect(issuer.forms.length).toBeGreaterThan(2);
      });

      it('names the refusal of the issuer, and goes on once it is lifted; never the secret', async () => {
        const issuer = await startTokenServer('seamline', secret, () => unsignedToken(claims()));
        const wrong = await failureOf(fromEnvironment(byEndpoint(issuer.url, wrongPassword)).connect());
        expect([wrong.code, wrong.message]).toEqual([
          'BROKER_REFUSED',
          `the token endpoint ${issuer.url} answered 401 for the client seamline: invalid_client: unknown client`,
        ]);
        expect(wrong.all).not.toContain(wrongPassword);
        const away = await failureOf(
          fromEnvironment(byEndpoint('http://127.0.0.1:9/token'), 1_000).connect(),
        );
        expect([away.code, away.message]).toEqual([
          'BROKER_UNAVAILABLE',
          expect.stringMatching(/^the token endpoint http:.* does not answer: /),
        ]);
      });

      it('reads a token file at each login', async () => {
        const file = join(await temporaryFolder(), 'token');
        const byFile = {
          KAFKA_BROKERS: sasl,
          KAFKA_SASL_MECHANISM: 'oauthbearer',
          KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: file,
        };
        writeFileSync(file, unsignedToken(claims(-500)));
        const broker = fromEnvironment(byFile);
        expect((await failureOf(broker.connect())).message).toMatch(/oauthbearer.*invalid_token/i);
        writeFileSync(file, `${unsignedToken(claims())}\n`);
        const connects = () =>
          broker.connect().then(
            () => 'connected',
            (error: Error) => error.message,
          );
        await expect.poll(connects).toBe('connected');
        await expectRoundTrip(broker);
      });
    });

    it('may log in over TLS, where the authority is trusted', async () => {
      const login = loginAs('scram-sha-512', user.password);
      const trusted = { KAFKA_BROKERS: saslTls, KAFKA_SSL_CA: certificates.ca, ...login };
      await expectRoundTrip(fromEnvironment(trusted));
      const untrusting = fromEnvironment({ KAFKA_BROKERS: saslTls, KAFKA_SSL: 'true', ...login }, 2_000);
      const { code, message } = await failureOf(untrusting.connect());
      expect([code, message]).toEqual(['BROKER_UNAVAILABLE', expect.stringMatching(/certificate/)]);
    });

    it('shows its own certificate where the broker asks for one', async () => {
      const tls = { KAFKA_BROKERS: mutualTls, KAFKA_SSL_CA: certificates.ca };
      const own = { KAFKA_SSL_CERT: certificates.clientCert, KAFKA_SSL_KEY: certificates.clientKey };
      await expectRoundTrip(fromEnvironment({ ...tls, ...own }));
      expect((await failureOf(fromEnvironment(tls, 1_000).connect())).code).toBe('BROKER_UNAVAILABLE');
    });

    doctorOnSecureKafka(server);

    describe('with few rights', () => leastRightsOnSecureKafka(server));

    it('leaves no secret in the log', () => {
      const log = said.join('\n');
      for (const secret of [user.password, wrongPassword, 'hush-the-client-secret', 'eyJ', 'PRIVATE KEY'])
        expect(log).not.toContain(secret);
    });
  });
});

describe('settings for a secure Kafka', () => {
  const login = {
    KAFKA_SASL_MECHANISM: 'md5',
    KAFKA_SASL_USERNAME: 'alice',
    KAFKA_SASL_PASSWORD: wrongPassword,
  };

  it('are refused together, by name, and without the password', () => {
    const read = () => readConfig({ ...login, KAFKA_SSL_CERT: '/no/such.crt' });
    expect(read).toThrow(
      /KAFKA_SASL_MECHANISM="md5": must be one of plain, scram-sha-256, scram-sha-512, oauthbearer/,
    );
    expect(read).toThrow(/KAFKA_SSL_KEY: missing; a certificate and its key go together/);
    expect(read).toThrow(/KAFKA_SSL_CERT="\/no\/such.crt": must be a file that can be read/);
    expect(read).not.toThrow(wrongPassword);
  });

  it('are incomplete without a user, and say so without the password', () => {
    const read = () => readConfig({ KAFKA_SASL_PASSWORD: wrongPassword });
    expect(read).toThrow(/KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME: missing/);
    expect(read).not.toThrow(wrongPassword);
  });

  it('of OAUTHBEARER name what is missing, too much or unsafe', () => {
    const start = 'KAFKA_SASL_OAUTHBEARER_';
    const read = (more: Record<string, string>) => () =>
      readConfig({ KAFKA_SASL_MECHANISM: 'oauthbearer', ...more });
    expect(read({})).toThrow(/CLIENT_SECRET or KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: missing for oauthbearer/);
    expect(read({ [`${start}CLIENT_ID`]: 'me' })).toThrow(
      /TOKEN_ENDPOINT_URL, KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: missing/,
    );
    expect(read({ [`${start}TOKEN_ENDPOINT_URL`]: 'http://issuer.example/token' })).toThrow(
      /TOKEN_ENDPOINT_URL=\(hidden\): must be an https:\/\/ URL/,
    );
    expect(read({ [`${start}TOKEN_FILE`]: '/no/such/token' })).toThrow(/TOKEN_FILE="\/no\/such\/token"/);
    expect(read({ [`${start}TOKEN_FILE`]: '/dev/null', [`${start}CLIENT_ID`]: 'me' })).toThrow(/one of both/);
    expect(() => readConfig({ [`${start}CLIENT_ID`]: 'me' })).toThrow(
      /must be unset without KAFKA_SASL_MECHANISM/,
    );
  });

  it('name a file whose certificate vanished after the start', async () => {
    const file = join(await temporaryFolder(), 'ca.pem');
    expect(() => open({ ssl: { caFile: file } })).toThrow(file);
    writeFileSync(file, '');
    expect(() => open({ ssl: { caFile: file } })).not.toThrow();
  });
});
