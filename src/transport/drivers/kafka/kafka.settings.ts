import { incomplete, type KafkaSasl, saslMistakes, unreadable } from './kafka.sasl.js';
import type { CompressionCodec } from './kafkajs/compression.js';

/** Files in PEM form, read again for every client, so that a certificate may be renewed in place. */
export interface KafkaTls {
  /** Certificate authorities to trust instead of the well-known ones. */
  readonly caFile?: string | undefined;
  /** The client's own certificate and its key, where the broker asks for one. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl: boolean | KafkaTls;
  readonly sasl: KafkaSasl | undefined;
  /** For what Seamline publishes; messages of others are read in every codec. Default: none. */
  readonly compression?: CompressionCodec | undefined;
  /** For topics that Seamline creates. */
  readonly partitions: number;
  /** Default: the broker's own. */
  readonly replicationFactor?: number | undefined;
}

type Given = Readonly<Record<string, string | undefined>>;

const fileNames = ['KAFKA_SSL_CA', 'KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'];

/** Mistakes in the settings taken together, and in the files that they name; never the content of a file. */
export function securityMistakes(given: Given): string[] {
  return [
    ...saslMistakes(given),
    ...incomplete(given, ['KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'], 'a certificate and its key go together'),
    ...fileNames.flatMap((name) => unreadable(name, given[name])),
  ];
}

/** True for TLS with the well-known authorities; files turn TLS on by themselves. */
export function tlsOf(on: boolean, files: KafkaTls): boolean | KafkaTls {
  return Object.values(files).some((file) => file !== undefined) ? files : on;
}
