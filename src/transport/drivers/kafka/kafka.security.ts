import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { KafkaSettings } from './kafka.settings.js';
import type { KafkaTls } from './kafka.settings.js';
import { errorText, UnavailableError } from '../../../foundation/errors/app.error.js';
import { oauthBearer } from './kafka.oauth.js';

/**
 * TLS and login in kafkajs's form.
 *
 * @throws UnavailableError `BROKER_UNAVAILABLE` that names the unreadable file.
 */
export function securityOf({ ssl, sasl }: Pick<KafkaSettings, 'ssl' | 'sasl'>): Partial<KafkaConfig> {
  return {
    ssl: typeof ssl === 'boolean' ? ssl : tlsOptions(ssl),
    ...(sasl && {
      sasl: 'oauthBearerProvider' in sasl ? oauthBearer(sasl.oauthBearerProvider) : (sasl as SASLOptions),
    }),
  };
}

function tlsOptions({ caFile, certFile, keyFile }: KafkaTls): ConnectionOptions {
  return {
    ...(caFile && { ca: read(caFile) }),
    ...(certFile && { cert: read(certFile) }),
    ...(keyFile && { key: read(keyFile) }),
  };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const text = `the file ${file} for TLS to Kafka cannot be read: ${errorText(cause)}`;
    throw new UnavailableError('BROKER_UNAVAILABLE', text, { cause });
  }
}
