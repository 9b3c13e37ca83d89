import type { BrokerName } from '../../foundation/config/config.js';
import type { AsyncApiConfig } from './asyncapi.js';

/** Every broker that Seamline knows; `x-enabled` says whether this process speaks it. */
export function serversOf({ brokers, kafka, pubsub }: AsyncApiConfig) {
  const enabled = (name: BrokerName) => ({ 'x-enabled': brokers.includes(name) });
  const security = [
    ...(kafka.ssl ? ['TLS'] : []),
    ...(kafka.sasl ? [`SASL ${kafka.sasl.mechanism}`] : []),
  ].join(' and ');
  const kafkaServers = kafka.brokers.map((host, at) => [
    at === 0 ? 'kafka' : `kafka-${at}`,
    {
      host,
      protocol: kafka.ssl ? 'kafka-secure' : 'kafka',
      protocolVersion: '2.1.0',
      description: `Apache Kafka${security && `, with ${security}`}`,
      ...enabled('kafka'),
    },
  ]);
  return {
    ...(Object.fromEntries(kafkaServers) as Record<string, object>),
    pubsub: {
      host: pubsub.emulatorHost ?? 'pubsub.googleapis.com',
      protocol: 'googlepubsub',
      description: pubsub.emulatorHost ? 'An emulator of Google Cloud Pub/Sub' : 'Google Cloud Pub/Sub',
      ...enabled('pubsub'),
    },
    embedded: {
      host: 'localhost',
      protocol: 'seamline-embedded',
      description: 'The broker within the process; messages look as on Kafka',
      ...enabled('embedded'),
    },
  };
}
