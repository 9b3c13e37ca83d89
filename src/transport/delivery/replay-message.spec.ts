import { expect, it } from 'vitest';
import { received } from '../../../test/support/received.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../broker.js';
import { toDeadLetter, withoutValue } from './dead-letter.js';
import { replayObstacle, replaysOf, toReplay } from './replay-message.js';

const error = new InvalidError('BAD_MESSAGE', 'no image', { cause: new SyntaxError('x') });
const failure = { error, attempts: 2, group: 'seamline' };

/** The letter as the embedded broker hands it over: numbers as text. */
function letterOf(message: ReceivedMessage, maxHeaders?: number): ReceivedMessage {
  return delivered(toDeadLetter(message, undefined, failure, maxHeaders));
}

function delivered(letter: ReturnType<typeof toDeadLetter>): ReceivedMessage {
  const text = (value: unknown) =>
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : (value as string | Uint8Array);
  const headers = Object.entries(letter.headers).map(([name, value]) => [name, text(value)] as const);
  return received({ ...letter, headers: Object.fromEntries(headers) });
}

it('makes the message again that the letter was made of, and says for which time', () => {
  const message = received({
    key: new Uint8Array([1, 0, 255]),
    value: new Uint8Array([9, 8]),
    headers: { mine: new Uint8Array([0, 255]), twice: ['a', 'b'], ['__proto__']: 'text' },
  });
  const { topic, key, value, headers } = message;
  expect(toReplay(letterOf(message), 'p', 1)).toEqual({
    topic,
    key,
    value,
    partitionKey: 'p',
    headers: { ...headers, 'seamline-replay': '1' },
  });
});

it('leaves headers on that look like a dead letter’s, and were the message’s own', () => {
  const headers = { 'kafka_dlt-original-topic': 'elsewhere', kafka_deliveryAttempt: '7' };
  const replayed = toReplay(letterOf(received({ headers })), undefined, 2);
  expect(replayed.headers).toEqual({ ...headers, 'seamline-replay': '2' });
});

it('goes to the topic that the letter lay beside, whatever topic its headers name', () => {
  const headers = { 'kafka_dlt-original-topic': 'somebody-elses' };
  expect(toReplay(letterOf(received({ topic: 'images', headers })), undefined, 1).topic).toBe('images');
});

it('counts on when a replayed message fails again', () => {
  const again = letterOf({
    ...received({}),
    ...toReplay(letterOf(received({})), undefined, 1),
  } as ReceivedMessage);
  expect(replaysOf(again)).toBe(1);
  expect(toReplay(again, undefined, 2).headers).toEqual({ 'seamline-replay': '2' });
});

it('keeps the names that its dead letter gave to a message without one', () => {
  const letter = toDeadLetter(received({}), undefined, { ...failure, names: { 'seamline-image-id': 'i' } });
  expect(toReplay(delivered(letter), undefined, 1).headers).toMatchObject({ 'seamline-image-id': 'i' });
});

it('says why a letter is not the whole message', () => {
  expect(replayObstacle(letterOf(received({})))).toBeUndefined();
  const large = withoutValue(toDeadLetter(received({ value: Buffer.from('abc') }), undefined, failure));
  expect(replayObstacle(delivered(large))).toContain('value of 3 bytes');
  const headers = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`h${index}`, 'x']));
  expect(replayObstacle(letterOf(received({ headers }), 100))).toMatch(/\d+ of its headers/);
});
