import { InvalidError } from '../../foundation/errors/app.error.js';
import type { HeaderValue, ReceivedMessage } from '../../transport/broker.js';
import type { Envelope } from '../../transport/delivery/codec.js';
import { toDeadLetter } from '../../transport/delivery/dead-letter.js';
import { encoderOf, encoders } from './asyncapi.servers.js';
import { springHeader } from '../../transport/delivery/message-headers.js';
import type { EventContract } from './event-contract.js';
import { eventContracts } from './event-contracts.js';
import { deadLetterSchema, headersOn, type AsyncApiSchema, asyncApiSchemaOf } from './event-schemas.js';

export const messageId = (event: string, encoding: string): string => `${event}.${encoding}`;
export const deadLetter = 'dead-letter';

const bytes: AsyncApiSchema = { type: 'string', format: 'binary' };

/** Every message in each encoding. */
export function messagesOf(): Record<string, object> {
  const messages = encoders().flatMap(({ name: encoding }) => [
    ...Object.entries(eventContracts).map(
      ([name, contract]) => [messageId(name, encoding), eventMessage(contract, encoding)] as const,
    ),
    [messageId(deadLetter, encoding), letterMessage(encoding)] as const,
  ]);
  return Object.fromEntries(messages);
}

function eventMessage(contract: EventContract, encoding: string): object {
  const headers = headersOn(encoding, contract);
  return {
    name: contract.type,
    title: contract.title,
    summary: contract.summary,
    contentType: contract.contentType,
    headers,
    payload: contract.data ? asyncApiSchemaOf(contract.data) : bytes,
    bindings: encoderOf(encoding).message('The id of the event', headers),
    examples: [exampleOf(contract.example(encoding))],
  };
}

function letterMessage(encoding: string): object {
  const summary =
    'A message that ended without an answer: its key, value and headers as they came, and the reason';
  return {
    name: 'seamline.dead-letter',
    title: 'Dead letter',
    summary,
    contentType: 'application/octet-stream',
    headers: deadLetterSchema,
    payload: bytes,
    bindings: encoderOf(encoding).message('The key of the message', deadLetterSchema),
    examples: [exampleOf(letterExample(encoding))],
  };
}

/** Bytes are left out: JSON has none. */
function exampleOf({ headers, value }: Envelope) {
  const isJson = headers['content-type'] === 'application/json';
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, shown(header)])),
    ...(isJson && value && { payload: JSON.parse(Buffer.from(value).toString()) as unknown }),
  };
}

const shown = (value: HeaderValue) => (typeof value === 'bigint' ? Number(value) : value);

function letterExample(encoding: string): Envelope {
  const { example } = eventContracts['image'] as EventContract;
  const message = {
    ...example(encoding),
    topic: 'images',
    id: '2/41',
    publishedAt: new Date('2026-01-01T12:00:00Z'),
    partition: 2,
    offset: 41n,
  } as ReceivedMessage;
  const error = new InvalidError('BAD_MESSAGE', 'the body has 783 bytes; 28 × 28 × 1 pixels are 784');
  const letter = toDeadLetter(message, undefined, { error, attempts: 1, group: 'seamline' });
  // Its text names files of this machine.
  const { [springHeader.stack]: _stack, ...headers } = letter.headers;
  return { ...letter, headers };
}
