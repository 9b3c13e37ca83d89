import type { AppError } from '../../foundation/errors/app.error.js';
import type { BrokerMessage, ReceivedMessage } from '../broker.js';
import {
  deadLetterTopic,
  type DeliveryFailure,
  ownHeaders,
  toDeadLetter,
  withoutValue,
} from './dead-letter.js';
import { headersLeftOutHeader } from './message-headers.js';

/** How much of its message a letter keeps. */
export interface LetterForm {
  readonly withValue: boolean;
  /** Only plain headers, see `isPlain`. */
  readonly onlyPlainHeaders: boolean;
}

export const wholeLetter: LetterForm = { withValue: true, onlyPlainHeaders: false };

/** The next smaller form after a failure; undefined after the smallest. */
export function smallerForm(form: LetterForm, { code }: AppError): LetterForm | undefined {
  if (code === 'MESSAGE_TOO_LARGE' && form.withValue) return { ...form, withValue: false };
  return form.onlyPlainHeaders ? undefined : { ...form, onlyPlainHeaders: true };
}

export interface LetterParts {
  readonly message: ReceivedMessage;
  readonly partitionKey: string | undefined;
  readonly failure: DeliveryFailure;
  readonly maxHeaders: number | undefined;
}

export function letterOf({ message, partitionKey, failure, maxHeaders }: LetterParts, form: LetterForm) {
  const [kept, leftOut] = form.onlyPlainHeaders ? withPlainHeaders(message) : [message, 0];
  const letter = toDeadLetter(kept, partitionKey, failure, maxHeaders);
  const counted = leftOut === 0 ? letter : withHeadersLeftOut(letter, leftOut);
  return form.withValue ? counted : withoutValue(counted);
}

/** The smallest form: the reason and the message's names, nothing of the message itself. */
export function reasonAlone({ message, failure }: LetterParts): BrokerMessage {
  const letter = {
    topic: deadLetterTopic(message.topic),
    value: message.value,
    headers: ownHeaders(failure),
  };
  const leftOut = Object.keys(message.headers).length;
  return withoutValue(withHeadersLeftOut(letter, leftOut), 'could not be kept');
}

function withPlainHeaders(message: ReceivedMessage): [ReceivedMessage, leftOut: number] {
  const all = Object.entries(message.headers);
  const plain = all.filter(isPlain);
  return [{ ...message, headers: Object.fromEntries(plain) }, all.length - plain.length];
}

/** Text in ASCII, under a name that no object has by itself. */
function isPlain([name, value]: [string, unknown]): boolean {
  return !(name in {}) && /^[\w.-]+$/.test(name) && typeof value === 'string' && /^[ -~]*$/.test(value);
}

function withHeadersLeftOut(letter: BrokerMessage, count: number): BrokerMessage {
  return { ...letter, headers: { ...letter.headers, [headersLeftOutHeader]: String(count) } };
}
