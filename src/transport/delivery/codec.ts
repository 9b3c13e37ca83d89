import { InvalidError, errorText } from '../../foundation/errors/app.error.js';
import type { BrokerMessage, ReceivedMessage } from '../broker.js';
import { isDeadLetterTopic, readDeadLetter } from './dead-letter.js';

/** A message before anybody decided where it goes. */
export type Envelope = Omit<BrokerMessage, 'topic'>;

/** Turns messages into what handlers receive, and what they answer into messages. The transport knows no payload. */
export interface Codec {
  /** @throws InvalidError when the message is not what the pattern promises: it becomes a dead letter. */
  decode(message: ReceivedMessage, pattern: string): unknown;
  encode(value: unknown, pattern: string): Envelope;
  /** The key within which the order of messages matters; undefined when it does not. */
  partitionKey(message: ReceivedMessage): string | undefined;
  /**
   * Headers that name what a message is about where its own headers do not: its dead letter carries them, so that
   * nobody has to read a body that has failed. Never throws. Default: none.
   */
  names?(message: ReceivedMessage, pattern: string): Readonly<Record<string, string>>;
}

/**
 * Plain JSON, for applications that bring no codec of their own. Handlers of a dead-letter topic receive a
 * `ReadDeadLetter`, because what made a message a dead letter may be that it is no JSON.
 */
export const jsonCodec: Codec = {
  decode(message) {
    if (isDeadLetterTopic(message.topic)) return readDeadLetter(message);
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message.value ?? new Uint8Array()));
    } catch (cause) {
      throw new InvalidError('BAD_MESSAGE', `the message is no JSON: ${errorText(cause)}`, { cause });
    }
  },
  encode: (value) => ({
    value: new TextEncoder().encode(JSON.stringify(value ?? null)),
    headers: { 'content-type': 'application/json' },
  }),
  partitionKey: (message) => message.partitionKey,
};
