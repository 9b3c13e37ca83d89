import type { BrokerMessage, HeaderValue, ReceivedMessage } from '../broker.js';
import { headerText } from '../broker.js';
import { isDeadLetterTopic, sourceTopic } from './dead-letter.js';
import {
  errorCodeHeader,
  errorReasonHeader,
  headersLeftOutHeader,
  ownHeadersHeader,
  replayHeader,
  valueHashHeader,
  valueSizeHeader,
} from './message-headers.js';

const ours = new Set([
  errorCodeHeader,
  errorReasonHeader,
  headersLeftOutHeader,
  ownHeadersHeader,
  replayHeader,
  valueHashHeader,
  valueSizeHeader,
]);
const springs = /^kafka_(dlt-(original|exception)-|deliveryAttempt$)/;

/** Why the message in a dead letter cannot be published again; undefined when it can. */
export function replayObstacle(letter: Pick<ReceivedMessage, 'headers'>): string | undefined {
  const bytes = headerText(letter, valueSizeHeader);
  if (bytes !== undefined) return `its value of ${bytes} bytes was too large to keep`;
  const headers = headerText(letter, headersLeftOutHeader);
  if (headers !== undefined) return `${headers} of its headers could not be kept`;
  return undefined;
}

/** How often the message in a dead letter had been published again before it failed; 0 for the first time. */
export function replaysOf(letter: Pick<ReceivedMessage, 'headers'>): number {
  const text = headerText(letter, replayHeader) ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

/**
 * The message that `toDeadLetter` made the letter of, for the topic that it came from: key, value and headers as they
 * were, what the letter added taken off, and a header that says for which time it is published again. What named the
 * message where its own headers do not stays on, so that it keeps its id.
 */
export function toReplay(
  letter: Pick<ReceivedMessage, 'topic' | 'key' | 'value' | 'headers'>,
  partitionKey: string | undefined,
  replay: number,
): BrokerMessage {
  // A letter of a letter, as earlier versions made them, lists the headers of the first letter as the message's own.
  const isTwice = isDeadLetterTopic(letter.topic.replace(/-dlt$/, ''));
  const own = new Set(isTwice ? [] : headerText(letter, ownHeadersHeader)?.split(','));
  const isAdded = (name: string) => ours.has(name) || (springs.test(name) && !own.has(name));
  const headers: [string, HeaderValue][] = Object.entries(letter.headers).filter(([name]) => !isAdded(name));
  headers.push([replayHeader, String(replay)]);
  const { topic, key, value } = letter;
  return { topic: sourceTopic(topic), key, partitionKey, value, headers: Object.fromEntries(headers) };
}
