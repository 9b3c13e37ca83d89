import { type BrokerMessage, headerText, type ReceivedMessage } from '../broker.js';
import type { Envelope } from './codec.js';
import { correlationHeader } from './message-headers.js';

/** A `@MessagePattern` handler returns this for a message that gets no answer, such as one that it has passed on. */
export const noAnswer = Symbol('no answer');

/** A handler's answer. */
export interface Answers {
  /** For the handler's own topic. */
  readonly own: BrokerMessage | undefined;
  /** For the place that the message names. */
  readonly reply: BrokerMessage | undefined;
}

/** The same answer for each of its places, with the id that the message asks for. */
export function answersTo(
  message: ReceivedMessage,
  envelope: Envelope,
  topics: Readonly<Record<keyof Answers, string | undefined>>,
): Answers {
  const correlation = headerText(message, correlationHeader);
  // The topic first: V8 needs three times the memory for an object that is copied and then grows.
  const addressed = (topic: string) =>
    correlation === undefined
      ? { topic, ...envelope }
      : { topic, ...envelope, headers: { ...envelope.headers, [correlationHeader]: correlation } };
  return {
    own: topics.own === undefined ? undefined : addressed(topics.own),
    reply: topics.reply === undefined ? undefined : addressed(topics.reply),
  };
}
