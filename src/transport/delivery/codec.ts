import { InvalidError, errorText } from '../../foundation/errors/app.error.js';
import type { BrokerMessage, ReceivedMessage } from '../broker.js';
import { isDeadLetterTopic, readDeadLetter } from './dead-letter.js';

/** A message without its topic. */
export type Envelope = Omit<BrokerMessage, 'topic'>;

/** Decodes messages for handlers and encodes their answers. The transport knows no payload. */
export interface Codec {
  /** @throws InvalidError when the message breaks the pattern's format: it becomes a dead letter. */
  decode(message: ReceivedMessage, pattern: string): unknown;
  encode(value: unknown, pattern: string): Envelope;
  /** The key whose messages stay in order; undefined when order does not matter. */
  partitionKey(message: ReceivedMessage): string | undefined;
  /**
   * Headers that name the message's subject where its own headers do not. Its dead letter carries them, so no reader
   * needs a body that has failed. Never throws. Default: none.
   */
  names?(message: ReceivedMessage, pattern: string): Readonly<Record<string, string>>;
}

/**
 * Plain JSON, for applications without a codec of their own. Handlers of a dead-letter topic receive a
 * `ReadDeadLetter`, because invalid JSON may be the reason of the dead letter.
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
