import { deadLetterTopic } from '../../transport/delivery/dead-letter.js';
import { deadLetter, messageId } from './asyncapi.messages.js';
import { type AsyncApiConfig, channelId, encoderOf, encoders, serversWith } from './asyncapi.servers.js';
import { eventContracts } from './event-contracts.js';

export interface Channel {
  readonly id: string;
  readonly encoding: string;
  /** Undefined for answers: the request names their topic. */
  readonly topic: string | undefined;
  readonly event: string;
  readonly actions: readonly ('send' | 'receive')[];
  readonly document: object;
}

type Carrier = Pick<Channel, 'topic' | 'event' | 'actions'> & { readonly name: string };

/**
 * One channel for each topic and encoding: `images` for Kafka and the embedded broker, `images-pubsub` for Pub/Sub.
 */
export function channelsOf(config: AsyncApiConfig): Channel[] {
  const events = carriersOf(config.transport.topics);
  const all = [...events, ...events.flatMap(lettersOf)];
  return encoders().flatMap(({ name: encoding }) =>
    all.map(({ name, ...channel }) => {
      const document = documentOf(channel, encoding, config);
      return { ...channel, id: channelId(name, encoding), encoding, document };
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
  encoding: string,
  config: AsyncApiConfig,
): object {
  const place =
    topic === undefined ? { address: null } : encoderOf(encoding).channel(config.drivers[encoding], topic);
  return {
    ...place,
    servers: serversWith(encoding, config).map((server) => ({ $ref: `#/servers/${server}` })),
    messages: { [event]: { $ref: `#/components/messages/${messageId(event, encoding)}` } },
  };
}
