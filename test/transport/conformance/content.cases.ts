import { expect } from 'vitest';
import { headerText, type BrokerMessage, type ReceivedMessage } from '../../../src/transport/broker.js';
import type { Case, Lab } from './lab.js';
import { until } from './recorder.js';

/** Publishes the messages and hands back what arrives, in the order of publishing: all share a partition key. */
async function roundTrip(lab: Lab, messages: readonly Partial<BrokerMessage>[]): Promise<ReceivedMessage[]> {
  const recorder = await lab.record();
  await lab.broker.publish(messages.map((more) => lab.message('value', { partitionKey: 'one', ...more })));
  await until('every message', () => recorder.received.length >= messages.length);
  return recorder.received;
}

/** A header as bytes, however the broker keeps it. */
function headerBytes(message: ReceivedMessage | undefined, name: string): number[][] {
  const value = message?.headers[name] ?? [];
  const values = typeof value === 'string' || value instanceof Uint8Array ? [value] : value;
  return values.map((one) => [...Buffer.from(one)]);
}

/** An integer header, as decimal text or as the 4 or 8 bytes, big-endian, that Kafka writes. */
function headerInteger(message: ReceivedMessage | undefined, name: string): bigint {
  const value = message?.headers[name];
  if (!(value instanceof Uint8Array)) return BigInt(String(value));
  const bytes = Buffer.from(value);
  return bytes.length === 4 ? BigInt(bytes.readInt32BE()) : bytes.readBigInt64BE();
}

export const contentCases = {
  'keeps every byte of the value': async (lab) => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const values = [everyByte, ...[1, 784, 65_536].map((length) => lab.random.bytes(length))];
    const received = await roundTrip(
      lab,
      values.map((value) => ({ value })),
    );
    expect(received.map(({ value }) => Buffer.from(value ?? []).toString('hex'))).toEqual(
      values.map((value) => Buffer.from(value).toString('hex')),
    );
  },

  'keeps an empty value, with and without headers': async (lab) => {
    const received = await roundTrip(lab, [
      { value: new Uint8Array() },
      { value: new Uint8Array(), headers: {} },
    ]);
    expect(received.map(({ value }) => value?.length)).toEqual([0, 0]);
    expect(received.map(({ headers }) => Object.keys(headers))).toEqual([['kind'], []]);
  },

  'keeps a message without a value apart from an empty one': async (lab) => {
    const received = await roundTrip(lab, [{ value: null, key: 'k' }]);
    expect(received[0]?.value).toBeNull();
  },

  'keeps the key, text or bytes': async (lab) => {
    const keys = ['plain', 'ключ/7', lab.random.bytes(16)];
    const received = await roundTrip(
      lab,
      keys.map((key) => ({ key })),
    );
    expect(received.map(({ key }) => [...Buffer.from(key ?? '')])).toEqual(
      keys.map((key) => [...Buffer.from(key)]),
    );
  },

  'keeps header text in every script': async (lab) => {
    const headers = {
      ascii: 'plain text',
      empty: '',
      unicode: 'größe 画像 🙂',
      ce_time: '2026-01-02T03:04:05Z',
    };
    const [received] = await roundTrip(lab, [{ headers }]);
    expect(Object.keys(received?.headers ?? {}).toSorted()).toEqual(Object.keys(headers).toSorted());
    for (const [name, text] of Object.entries(headers)) {
      expect(received && headerText(received, name)).toBe(text);
    }
  },

  'keeps headers whatever they are called': async (lab) => {
    const names = [
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'toString',
      'length',
      'then',
      'a b',
      'größe',
    ];
    const headers = Object.fromEntries(names.map((name) => [name, `text of ${name}`]));
    const asBytes = Object.fromEntries(names.map((name) => [name, Buffer.from(`bytes of ${name}`)]));
    const received = await roundTrip(lab, [{ headers }, { headers: asBytes }]);
    for (const [at, kind] of ['text', 'bytes'].entries()) {
      const message = received[at] as ReceivedMessage;
      expect(names.map((name) => [name, headerText(message, name)])).toEqual(
        names.map((name) => [name, `${kind} of ${name}`]),
      );
    }
  },

  'keeps header values that are bytes': async (lab) => {
    const bytes = Uint8Array.from([0, 255, 128, ...lab.random.bytes(8)]);
    const [received] = await roundTrip(lab, [{ headers: { bytes } }]);
    expect(headerBytes(received, 'bytes')).toEqual([[...bytes]]);
  },

  'keeps a repeated header': async (lab) => {
    const [received] = await roundTrip(lab, [{ headers: { twice: ['one', 'two'] } }]);
    expect(headerBytes(received, 'twice')).toEqual(['one', 'two'].map((text) => [...Buffer.from(text)]));
  },

  'carries at least the first value of a repeated header': async (lab) => {
    const [received] = await roundTrip(lab, [{ headers: { twice: ['one', 'two'] } }]);
    expect(received && headerText(received, 'twice')).toBe('one');
  },

  'writes numbers as the broker writes integers': async (lab) => {
    const headers = { small: -7, large: 9_007_199_254_740_993n };
    const [received] = await roundTrip(lab, [{ headers }]);
    expect(headerInteger(received, 'small')).toBe(-7n);
    expect(headerInteger(received, 'large')).toBe(9_007_199_254_740_993n);
  },

  'names every message and says when it was published': async (lab) => {
    const received = await roundTrip(lab, [{}, {}, {}]);
    expect(new Set(received.map(({ id }) => id)).size).toBe(3);
    expect(received.every(({ topic }) => topic === lab.topic)).toBe(true);
    expect(received.every(({ publishedAt }) => publishedAt.getTime() > 0)).toBe(true);
  },

  'refuses a message that is too large and harms no other': async (lab) => {
    const recorder = await lab.record();
    const [one = '', two = ''] = lab.texts(2);
    const outcomes = await Promise.allSettled([
      lab.publish([one]),
      lab.broker.publish([lab.message('', { value: new Uint8Array(17_000_000) })]),
      lab.publish([two]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'MESSAGE_TOO_LARGE', kind: 'invalid' } });
    await recorder.gets(one, two);
  },
} satisfies Record<string, Case>;
