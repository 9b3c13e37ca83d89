import { deadLetterTopic } from '../../transport/delivery/dead-letter.js';
import type { AsyncApiConfig } from './asyncapi.js';
import { deadLetter, type Encoding, encodings, messageId } from './asyncapi.messages.js';
import { eventContracts } from './event-contracts.js';

export interface Channel {
  readonly id: string;
  readonly encoding: Encoding;
  /** Undefined for answers, whose topic the request names. */
  readonly topic: string | undefined;
  readonly event: string;
  readonly actions: readonly ('send' | 'receive')[];
  readonly document: object;
}

type Carrier = Pick<Channel, 'topic' | 'event' | 'actions'> & { readonly name: string };

/** One channel a topic and encoding: `images` for Kafka and the embedded broker, `images-pubsub` for Pub/Sub. */
export function channelsOf(config: AsyncApiConfig): Channel[] {
  const events = carriersOf(config.transport.topics);
  const all = [...events, ...events.flatMap(lettersOf)];
  return encodings.flatMap((encoding) =>
    all.map(({ name, ...channel }) => {
      const id = encoding === 'kafka' ? name : `${name}-${encoding}`;
      return { ...channel, id, encoding, document: documentOf(channel, encoding, config) };
    }),
  );
}

function carriersOf(topics: Readonly<Record<string, string>>): Carrier[] {
  return Object.entries(eventContracts).flatMap(([event, { patterns, actions }]): Carrier[] =>
    patterns.length === 0
      ? [{ name: event, event, actions, topic: undefined }]
      : patterns.map((pattern) => ({ name: pattern, event, actions, topic: topics[pattern] ?? pattern })),
  );
}

function lettersOf({ name, topic }: Carrier): Carrier[] {
  if (topic === undefined) return [];
  const places = { name: deadLetterTopic(name), topic: deadLetterTopic(topic) };
  return [{ ...places, event: deadLetter, actions: ['send', 'receive'] }];
}

function documentOf(
  { topic, event }: Pick<Channel, 'topic' | 'event'>,
  encoding: Encoding,
  { kafka, pubsub }: AsyncApiConfig,
): object {
  const others = kafka.brokers.slice(1).map((_, at) => `kafka-${at + 1}`);
  const servers = encoding === 'kafka' ? ['kafka', ...others, 'embedded'] : ['pubsub'];
  const { partitions, replicationFactor: replicas } = kafka;
  const isKafkaTopic = encoding === 'kafka' && topic !== undefined;
  const path = `projects/${pubsub.projectId}/topics/${topic}`;
  return {
    address: topic === undefined || encoding === 'kafka' ? (topic ?? null) : path,
    servers: servers.map((server) => ({ $ref: `#/servers/${server}` })),
    messages: { [event]: { $ref: `#/components/messages/${messageId(event, encoding)}` } },
    ...(isKafkaTopic && { bindings: { kafka: { topic, partitions, replicas, bindingVersion: '0.5.0' } } }),
  };
}
