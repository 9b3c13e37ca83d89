import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { KafkaSasl } from './kafka.sasl.js';
import type { KafkaSettings, KafkaTls } from './kafka.settings.js';
import { errorText, UnavailableError } from '../../../foundation/errors/app.error.js';
import { oauthBearer } from './kafka.oauth.js';
import { tokenOfEndpoint, tokenOfFile } from './kafka.token.js';

/**
 * TLS in kafkajs's form.
 *
 * @throws UnavailableError `BROKER_UNAVAILABLE` that names the unreadable file.
 */
export function tlsConfigOf({ ssl }: Pick<KafkaSettings, 'ssl'>): boolean | ConnectionOptions {
  return typeof ssl === 'boolean' ? ssl : tlsOptions(ssl);
}

/** The login in kafkajs's form. All clients of a broker share it, and with it the token. */
export function loginOf(sasl: KafkaSasl | undefined): Pick<KafkaConfig, 'sasl'> {
  if (!sasl) return {};
  if ('password' in sasl) return { sasl: sasl as SASLOptions };
  if ('oauthBearerProvider' in sasl) return { sasl: oauthBearer(sasl.oauthBearerProvider) };
  return { sasl: oauthBearer('tokenFile' in sasl ? tokenOfFile(sasl.tokenFile) : tokenOfEndpoint(sasl)) };
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
