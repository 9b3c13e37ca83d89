import type { AsyncApiDescription } from '../../driver.js';
import type { KafkaSettings } from './kafka.settings.js';

const bindingVersion = '0.5.0';
const exactly = (text: string) => ({ type: 'string', enum: [text] });

/** Kafka's parts of an AsyncAPI document. */
export const kafkaAsyncApi: AsyncApiDescription<KafkaSettings> = {
  encoding: 'kafka',
  servers({ brokers, ssl, sasl }) {
    const security = [...(ssl ? ['TLS'] : []), ...(sasl ? [`SASL ${sasl.mechanism}`] : [])].join(' and ');
    const servers = brokers.map((host, at) => [
      at === 0 ? 'kafka' : `kafka-${at}`,
      {
        host,
        protocol: ssl ? 'kafka-secure' : 'kafka',
        protocolVersion: '2.1.0',
        description: `Apache Kafka${security && `, with ${security}`}`,
      },
    ]);
    return Object.fromEntries(servers) as Record<string, object>;
  },
  bindings: {
    channel: ({ partitions, replicationFactor: replicas }, topic) => ({
      address: topic,
      bindings: { kafka: { topic, partitions, ...(replicas && { replicas }), bindingVersion } },
    }),
    reader: ({ clientId }, topic, group) => ({
      bindings: {
        kafka: { groupId: exactly(`${group}.${topic}`), clientId: exactly(clientId), bindingVersion },
      },
    }),
    message: (description) => ({ kafka: { key: { type: 'string', description }, bindingVersion } }),
  },
};
