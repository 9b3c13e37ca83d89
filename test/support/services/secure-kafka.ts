import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from './certificates.js';
import { type ExtraListener, type OwnKafka, startOwnKafka } from './own-kafka.js';
import { freePort } from './server-process.js';

interface User {
  readonly username: string;
  readonly password: string;
}

export interface SecureKafka {
  /** May do everything, and knows every mechanism. */
  readonly user: User;
  /** May log in by PLAIN, and do nothing. */
  readonly guest: User;
  readonly certificates: Certificates;
  /** host:port of the listener without login, whose users may do everything. */
  readonly plain: string;
  /** host:port of the others: a login over plain TCP, a login over TLS, and TLS that asks for a certificate. */
  readonly sasl: string;
  readonly saslTls: string;
  readonly mutualTls: string;
  stop(): Promise<void>;
}

/** Settings of a process that logs in by PLAIN at this listener. */
export const loginSettings = (address: string, { username, password }: User) => ({
  BROKERS: 'kafka',
  KAFKA_BROKERS: address,
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_SASL_USERNAME: username,
  KAFKA_SASL_PASSWORD: password,
});

const user = { username: 'alice', password: 'correct-horse-battery' };
const guest = { username: 'bob', password: 'only-come-to-look' };
const login = 'org.apache.kafka.common.security';

/**
 * A Kafka whose listeners ask for a login (PLAIN, SCRAM, and OAUTHBEARER with unsigned tokens), for TLS, or for both.
 *
 * @throws Error in words when Java, Maven or openssl is missing.
 */
export async function startSecureKafka(): Promise<SecureKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-certificates-'));
  const certificates = await makeCertificates(folder);
  const [sasl, saslTls, mutualTls] = [await freePort(), await freePort(), await freePort()];
  const listeners: ExtraListener[] = [
    { name: 'SASL', protocol: 'SASL_PLAINTEXT', port: sasl },
    { name: 'SASLTLS', protocol: 'SASL_SSL', port: saslTls },
    { name: 'MUTUAL', protocol: 'SSL', port: mutualTls },
  ];
  const kafka: OwnKafka = await startOwnKafka({
    listeners,
    properties: settings(certificates),
    format: users(),
  });
  const address = (port: number) => `127.0.0.1:${port}`;
  return {
    user,
    guest,
    certificates,
    plain: kafka.brokers[0] as string,
    sasl: address(sasl),
    saslTls: address(saslTls),
    mutualTls: address(mutualTls),
    stop: async () => {
      await kafka.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function users(): string[] {
  const { username, password } = user;
  return ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${username},password=${password}]`,
  ]);
}

function settings({ server, ca }: Certificates): string[] {
  const tls = (name: string) => [
    `listener.name.${name}.ssl.keystore.type=PEM`,
    `listener.name.${name}.ssl.keystore.location=${server}`,
    `listener.name.${name}.ssl.truststore.type=PEM`,
    `listener.name.${name}.ssl.truststore.location=${ca}`,
  ];
  return [
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    `super.users=User:ANONYMOUS;User:${user.username};User:CN=seamline-client`,
    ...logins('sasl'),
    ...logins('sasltls'),
    ...tls('sasltls'),
    ...tls('mutual'),
    'listener.name.mutual.ssl.client.auth=required',
  ];
}

function logins(listener: string): string[] {
  const passwords = [user, guest].map(({ username, password }) => ` user_${username}="${password}"`);
  const module = (mechanism: string, name: string, options = '') =>
    `listener.name.${listener}.${mechanism}.sasl.jaas.config=${login}.${name} required${options};`;
  return [
    `listener.name.${listener}.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER`,
    module('plain', 'plain.PlainLoginModule', passwords.join('')),
    module('scram-sha-256', 'scram.ScramLoginModule'),
    module('scram-sha-512', 'scram.ScramLoginModule'),
    module('oauthbearer', 'oauthbearer.OAuthBearerLoginModule', ' unsecuredLoginStringClaim_sub="broker"'),
  ];
}
