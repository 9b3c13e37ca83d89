import { type BrokerMessage, headerText, type ReceivedMessage } from '../broker.js';
import type { Envelope } from './codec.js';
import { correlationHeader } from './message-headers.js';

/** What a handler answers. */
export interface Answers {
  /** For the handler's own topic. */
  readonly own: BrokerMessage | undefined;
  /** For the place that the message names. */
  readonly reply: BrokerMessage | undefined;
}

/** The same answer for each of its places, under the id by which the message asks for it. */
export function answersTo(
  message: ReceivedMessage,
  envelope: Envelope,
  topics: Readonly<Record<keyof Answers, string | undefined>>,
): Answers {
  const correlation = headerText(message, correlationHeader);
  // The topic first: an object that is copied and then grows takes V8 three times the memory.
  const addressed = (topic: string) =>
    correlation === undefined
      ? { topic, ...envelope }
      : { topic, ...envelope, headers: { ...envelope.headers, [correlationHeader]: correlation } };
  return {
    own: topics.own === undefined ? undefined : addressed(topics.own),
    reply: topics.reply === undefined ? undefined : addressed(topics.reply),
  };
}
