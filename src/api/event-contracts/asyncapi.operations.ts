import { replyToHeader } from '../../transport/delivery/message-headers.js';
import type { Channel } from './asyncapi.channels.js';
import { type AsyncApiConfig, channelId, encoderOf } from './asyncapi.servers.js';

/** The possible answers to a request, by the event of the request. */
const answers: Readonly<Record<string, string>> = { 'inference-request': 'inference-answer' };

/** The messages that Seamline sends and receives, with the consumer group or subscription. */
export function operationsOf(channels: readonly Channel[], config: AsyncApiConfig): Record<string, object> {
  const operations = channels.flatMap((channel) =>
    channel.actions.map(
      (action) => [`${action}.${channel.id}`, operationOf(action, channel, config)] as const,
    ),
  );
  return Object.fromEntries(operations);
}

function operationOf(action: 'send' | 'receive', channel: Channel, config: AsyncApiConfig): object {
  const { id, event } = channel;
  return {
    action,
    channel: { $ref: `#/channels/${id}` },
    messages: [{ $ref: `#/channels/${id}/messages/${event}` }],
    ...(action === 'receive' && readerOf(channel, config)),
    ...(action === 'receive' && replyOf(channel)),
  };
}

function readerOf({ encoding, topic = '' }: Channel, { transport, drivers }: AsyncApiConfig): object {
  return encoderOf(encoding).reader(drivers[encoding], topic, transport.groupId);
}

function replyOf({ event, encoding }: Channel): object {
  const answer = answers[event];
  if (answer === undefined) return {};
  const channel = channelId(answer, encoding);
  return {
    reply: {
      address: { location: `$message.header#/${replyToHeader}` },
      channel: { $ref: `#/channels/${channel}` },
      messages: [{ $ref: `#/channels/${channel}/messages/${answer}` }],
    },
  };
}
