import { accessSync, constants } from 'node:fs';
import type { CompressionCodec } from './kafkajs/compression.js';

/** Files in PEM form, read again for every client, so that a certificate may be renewed in place. */
export interface KafkaTls {
  /** Certificate authorities to trust instead of the well-known ones. */
  readonly caFile?: string | undefined;
  /** The client's own certificate and its key, where the broker asks for one. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

export type KafkaSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly mechanism: 'oauthbearer';
      /** Called for a token at every login. Only programs can give it: there is no setting for it. */
      readonly oauthBearerProvider: () => Promise<{ readonly value: string }>;
    };

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl: boolean | KafkaTls;
  readonly sasl: KafkaSasl | undefined;
  /** For what Seamline publishes; messages of others are read in every codec. Default: none. */
  readonly compression?: CompressionCodec | undefined;
  /** For topics that Seamline creates. */
  readonly partitions: number;
  readonly replicationFactor: number;
}

type Given = Readonly<Record<string, string | undefined>>;

const saslNames = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'];
const fileNames = ['KAFKA_SSL_CA', 'KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'];

/** Mistakes in the settings taken together, and in the files that they name; never the content of a file. */
export function securityMistakes(given: Given): string[] {
  return [
    ...incomplete(given, saslNames, 'the three KAFKA_SASL_* settings go together'),
    ...incomplete(given, ['KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'], 'a certificate and its key go together'),
    ...fileNames.flatMap((name) => unreadable(name, given[name])),
  ];
}

/** True for TLS with the well-known authorities; files turn TLS on by themselves. */
export function tlsOf(on: boolean, files: KafkaTls): boolean | KafkaTls {
  return Object.values(files).some((file) => file !== undefined) ? files : on;
}

function incomplete(given: Given, names: readonly string[], rule: string): string[] {
  const missing = names.filter((name) => !given[name]);
  const isPart = missing.length > 0 && missing.length < names.length;
  return isPart ? [`${missing.join(', ')}: missing; ${rule}`] : [];
}

function unreadable(name: string, file: string | undefined): string[] {
  if (!file) return [];
  try {
    accessSync(file, constants.R_OK);
    return [];
  } catch {
    return [`${name}=${JSON.stringify(file)}: must be a file that can be read`];
  }
}
