import type { BrokerMessage, HeaderValue, ReceivedMessage } from '../broker.js';
import { headerText } from '../broker.js';
import { isDeadLetterTopic, isUndecodable, sourceTopic } from './dead-letter.js';
import {
  errorCodeHeader,
  headersLeftOutHeader,
  letterHeaders,
  ownHeadersHeader,
  replayHeader,
  valueSizeHeader,
} from './message-headers.js';

const springs = /^kafka_(dlt-(original|exception)-|deliveryAttempt$)/;

/** Why the message in a dead letter cannot be published again; undefined when it can. */
export function replayObstacle(letter: Pick<ReceivedMessage, 'headers'>): string | undefined {
  const bytes = headerText(letter, valueSizeHeader);
  if (bytes !== undefined) return `its value of ${bytes} bytes was too large to keep`;
  const headers = headerText(letter, headersLeftOutHeader);
  if (headers !== undefined) return `${headers} of its headers could not be kept`;
  const isBatch = isUndecodable(headerText(letter, errorCodeHeader));
  return isBatch ? 'it holds bytes in which no message could be read' : undefined;
}

/** How many times the message was replayed before it failed; 0 for its first failure. */
export function replaysOf(letter: Pick<ReceivedMessage, 'headers'>): number {
  const text = headerText(letter, replayHeader) ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

/**
 * Rebuilds the message of a dead letter for its first topic. Key, value and headers are as they were; the letter's
 * own headers are removed. One header gives the number of this replay. Names that the codec added stay, so the
 * message keeps its id.
 */
export function toReplay(
  letter: Pick<ReceivedMessage, 'topic' | 'key' | 'value' | 'headers'>,
  partitionKey: string | undefined,
  replay: number,
): BrokerMessage {
  // Older versions made letters of letters, whose list names the first letter's headers as the message's own.
  const isTwice = isDeadLetterTopic(letter.topic.replace(/-dlt$/, ''));
  const own = new Set(isTwice ? [] : headerText(letter, ownHeadersHeader)?.split(','));
  const isAdded = (name: string) => letterHeaders.has(name) || (springs.test(name) && !own.has(name));
  const headers: [string, HeaderValue][] = Object.entries(letter.headers).filter(([name]) => !isAdded(name));
  headers.push([replayHeader, String(replay)]);
  const { topic, key, value } = letter;
  return { topic: sourceTopic(topic), key, partitionKey, value, headers: Object.fromEntries(headers) };
}
