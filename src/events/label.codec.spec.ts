import { expect, it } from 'vitest';
import type { ReceivedMessage } from '../transport/broker.js';
import { decodeLabel } from './label.codec.js';

const publishedAt = new Date('2026-01-02T12:00:00.000Z');

function message(body: unknown, headers: ReceivedMessage['headers'] = {}): ReceivedMessage {
  const value = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { topic: 'labels', id: '0/7', publishedAt, key: undefined, value, headers } as ReceivedMessage;
}

const event = { ce_specversion: '1.0', ce_id: 'e1', ce_source: '/returns', ce_type: 'label' };
const label = { imageId: 'r/1', label: 'Coat' };

it('reads a bare message, given when it was published', () => {
  expect(decodeLabel(message({ ...label, source: 'Ann' }))).toEqual({
    ...label,
    source: 'Ann',
    givenAt: publishedAt.toISOString(),
  });
  expect(decodeLabel(message({ ...label, label: 3 }))).toMatchObject({ label: 3, source: undefined });
});

it('reads a CloudEvent, given at its time by its source', () => {
  const headers = { ...event, ce_time: '2026-01-01T10:00:00+01:00' };
  expect(decodeLabel(message(label, headers))).toEqual({
    ...label,
    source: '/returns',
    givenAt: '2026-01-01T09:00:00.000Z',
  });
  expect(decodeLabel(message({ ...label, source: 'Ann' }, headers))).toMatchObject({ source: 'Ann' });
});

it.each([
  ['2026-01-01T10:00:00.1234567+01:00', '2026-01-01T09:00:00.1234567Z'],
  ['2026-01-01T09:00:00.123000Z', '2026-01-01T09:00:00.123Z'],
  ['2026-01-01T09:00:00.1Z', '2026-01-01T09:00:00.100Z'],
  ['2026-01-01T09:00:00.12345678987Z', '2026-01-01T09:00:00.123456789Z'],
])('keeps the time %s to the nanosecond', (time, givenAt) => {
  expect(decodeLabel(message(label, { ...event, ce_time: time }))).toMatchObject({ givenAt });
});

it('lets no event be given after it was published', () => {
  const ahead = decodeLabel(message(label, { ...event, ce_time: '2036-01-01T00:00:00Z' }));
  expect(ahead.givenAt).toBe(publishedAt.toISOString());
});

it.each([
  ['no JSON', 'Coat', /the body is no JSON/],
  ['no object', '["Coat"]', /no object/],
  ['no image', { label: 'Coat' }, /^imageId is missing; allowed: text/],
  ['no label', { imageId: 'r/1' }, /^label is missing; allowed: one of the model's labels/],
  ['an index that is none', { imageId: 'r/1', label: 1.5 }, /^label is 1.5; allowed/],
  ['a negative index', { imageId: 'r/1', label: -1 }, /^label is -1; allowed/],
  ['an empty label', { imageId: 'r/1', label: '' }, /^label is ""; allowed/],
  ['a source that is no text', { ...label, source: 7 }, /^source is 7; allowed/],
  ['an id with a control character', { imageId: 'r\u0000', label: 'Coat' }, /^imageId is /],
  ['an endless id', { imageId: 'r'.repeat(513), label: 'Coat' }, /^imageId is "rrr/],
])('refuses %s, and names the field, the value and what is allowed', (_, body, text) => {
  expect(() => decodeLabel(message(body))).toThrow(text);
  expect(() => decodeLabel(message(body))).toThrow(expect.objectContaining({ code: 'BAD_MESSAGE' }));
});

it('refuses a time that is none', () => {
  expect(() => decodeLabel(message(label, { ...event, ce_time: 'yesterday' }))).toThrow(
    'time is "yesterday"; allowed: a time as',
  );
});

it('refuses a value that is nested deep', () => {
  const deep = '['.repeat(20_000) + ']'.repeat(20_000);
  for (const value of [deep, `{"length":${deep}}`])
    for (const body of [`{"imageId": ${value}, "label": "Coat"}`, `{"imageId": "r/1", "label": ${value}}`]) {
      expect(() => decodeLabel(message(body))).toThrow(
        expect.objectContaining({ code: 'BAD_MESSAGE', message: expect.stringContaining('200 levels') }),
      );
    }
});
