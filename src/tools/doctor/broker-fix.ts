import type { BrokerName } from '../../foundation/config/config.js';

/** What the brokers' clients say, and what helps. */
const kafka: readonly (readonly [RegExp, string])[] = [
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
  [/replication/i, 'set KAFKA_REPLICATION_FACTOR to no more than there are brokers'],
];
const pubsub: typeof kafka = [
  [
    /GOOGLE_APPLICATION_CREDENTIALS|credentials/i,
    'name a key of a service account in GOOGLE_APPLICATION_CREDENTIALS, or set PUBSUB_EMULATOR_HOST',
  ],
  [/permission|PERMISSION_DENIED/i, 'give the service account the role roles/pubsub.editor in the project'],
  [/NOT_FOUND/i, 'correct PUBSUB_PROJECT_ID'],
];
const usual: Readonly<Record<BrokerName, string>> = {
  embedded: 'correct DATA_DIR, or end the program that holds the file',
  kafka: 'start Kafka, or correct KAFKA_BROKERS; a TLS listener needs KAFKA_SSL, a login KAFKA_SASL_*',
  pubsub:
    'start the emulator or correct PUBSUB_EMULATOR_HOST; for Google itself set PUBSUB_PROJECT_ID and GOOGLE_APPLICATION_CREDENTIALS',
};
const known = { embedded: [], kafka, pubsub } satisfies Record<BrokerName, typeof kafka>;

/** What to do about an error of this broker. */
export function brokerFix(broker: BrokerName, text: string): string {
  const fitting: typeof kafka = known[broker];
  return fitting.find(([pattern]) => pattern.test(text))?.[1] ?? usual[broker];
}
