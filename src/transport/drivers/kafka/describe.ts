import { z } from 'zod';
import { addresses, flag, oneOf, whole } from '../../../foundation/settings/kinds.js';
import type { Driver } from '../../driver.js';
import { kafkaAsyncApi } from './kafka.async-api.js';
import { saslEnvironment, saslOf, secretsOfSasl } from './kafka.sasl.js';
import { canCompress, codecs } from './kafkajs/compression.js';
import { type KafkaSettings, securityMistakes, tlsOf } from './kafka.settings.js';

const environment = {
  KAFKA_BROKERS: addresses.default(['127.0.0.1:9092']),
  KAFKA_CLIENT_ID: z.string().default('seamline'),
  KAFKA_SSL: flag.default(false),
  KAFKA_SSL_CA: z.string().optional(),
  KAFKA_SSL_CERT: z.string().optional(),
  KAFKA_SSL_KEY: z.string().optional(),
  ...saslEnvironment,
  KAFKA_COMPRESSION: oneOf(codecs)
    .refine(canCompress, `zstd needs Node 22.15 or newer; this is Node ${process.versions.node}`)
    .default('none'),
  KAFKA_PARTITIONS: whole(1, 10_000).default(4),
  KAFKA_REPLICATION_FACTOR: whole(1, 15).optional(),
};
type Environment = z.infer<z.ZodObject<typeof environment>>;

/** Apache Kafka 2.1 or later. */
export const kafka: Driver<KafkaSettings, 'kafka'> = {
  name: 'kafka',
  environment,
  mistakes: securityMistakes,
  read: readSettings,
  cloudEvents: { prefix: 'ce_', contentTypeHeaders: ['content-type'] },
  async open(settings, options) {
    const { KafkaDriverBroker } = await import('./kafka.broker.js');
    return new KafkaDriverBroker(settings, options);
  },
  tracingSystem: 'kafka',
  place: ({ brokers }) => `Kafka at ${brokers.join(', ')}`,
  addresses: ({ brokers }) => brokers,
  eachAddress: {
    setting: 'KAFKA_BROKERS',
    of: (settings) =>
      settings.brokers.map((address) => ({ address, settings: { ...settings, brokers: [address] } })),
  },
  secrets: ({ sasl }) => secretsOfSasl(sasl),
  partitions: { setting: 'KAFKA_PARTITIONS', of: ({ partitions }) => partitions },
  hasCompactedTopics: true,
  asyncApi: kafkaAsyncApi,
  hints: [
    [
      /token (endpoint|file)|oauthbearer/i,
      'correct KAFKA_SASL_OAUTHBEARER_*, or the client at the issuer; the token must be meant for the brokers (scope)',
    ],
    [
      /refused the login/i,
      'correct KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or make that user at the broker',
    ],
    [
      /certificate|self.signed|issuer/i,
      'name the authority of the broker in KAFKA_SSL_CA; where a certificate has expired, also look at the clock of this machine',
    ],
    [
      /authoriz/i,
      'give this user the right at the broker (ACL), or make the topic with seamline topics create',
    ],
    [
      /inconsistent_?group_?protocol|same.*protocol/i,
      'end the other consumers of that group, which share partitions out in another way, or set another GROUP_ID',
    ],
    [
      /not committed|none was read/i,
      'look at the state of the brokers: leaders, replicas in sync (min.insync.replicas), quotas of this user',
    ],
    [/replication/i, 'set KAFKA_REPLICATION_FACTOR to no more than there are brokers'],
  ],
  usualHint: 'start Kafka, or correct KAFKA_BROKERS; a TLS listener needs KAFKA_SSL, a login KAFKA_SASL_*',
};

function readSettings(env: Environment): KafkaSettings {
  return {
    brokers: env.KAFKA_BROKERS,
    clientId: env.KAFKA_CLIENT_ID,
    ssl: tlsOf(env.KAFKA_SSL, {
      caFile: env.KAFKA_SSL_CA,
      certFile: env.KAFKA_SSL_CERT,
      keyFile: env.KAFKA_SSL_KEY,
    }),
    sasl: saslOf(env),
    compression: env.KAFKA_COMPRESSION,
    partitions: env.KAFKA_PARTITIONS,
    replicationFactor: env.KAFKA_REPLICATION_FACTOR,
  };
}
