import { expect } from 'vitest';
import type { BrokerMessage } from '../../../src/transport/broker.js';
import type { Case, Lab } from './lab.js';
import { until } from './recorder.js';

const notUtf8 = Uint8Array.of(0xff, 0xfe, 0xc0, 0x80);
const many = (count: number, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`header-${place}`, value]));

/** What any program that may publish can send. A broker may refuse some of it. */
const oddities: Readonly<Record<string, Partial<BrokerMessage>>> = {
  'no value': { value: null },
  'nothing at all': { value: new Uint8Array(), headers: {} },
  'a key of four zero bytes': { key: new Uint8Array(4) },
  'a key that is no UTF-8': { key: notUtf8 },
  'a key of 5,000 characters': { key: 'k'.repeat(5_000) },
  'a key that objects have': { key: '__proto__' },
  'headers that objects have': {
    headers: Object.fromEntries(
      ['__proto__', 'constructor', 'toString', 'then'].map((name) => [name, Uint8Array.of(1)]),
    ),
  },
  'a header that is no UTF-8': { headers: { odd: notUtf8 } },
  'a header without a name': { headers: { '': 'x' } },
  'a header that is repeated 500 times': { headers: { odd: Array.from({ length: 500 }, String) } },
  'a thousand headers': { headers: many(1_000, 'x') },
  'a header of 200,000 characters': { headers: { odd: 'x'.repeat(200_000) } },
  'headers of control characters': { headers: { 'a\nb\0': '\r\n\0\u{1b}[2J' } },
};

/** Publishes the odd message, then one behind it and one beside it. Resolves with whether the broker took it. */
async function publishOdd(lab: Lab, odd: Partial<BrokerMessage>, texts: readonly string[]): Promise<boolean> {
  const [behind = '', beside = ''] = texts;
  const message = lab.message('odd', { partitionKey: 'same', ...odd });
  const isTaken = await lab.broker.publish([message]).then(
    () => true,
    (error: { kind?: string }) => {
      expect(error, JSON.stringify(odd).slice(0, 100)).toMatchObject({ kind: 'invalid' });
      return false;
    },
  );
  await lab.publish([behind], { partitionKey: 'same' });
  await lab.publish([beside], { partitionKey: 'other' });
  return isTaken;
}

export const poisonCases = {
  'delivers what is published behind and beside an odd message, and the message': async (lab) => {
    const recorder = await lab.record();
    const texts = lab.texts(2 * Object.keys(oddities).length);
    let taken = 0;
    for (const [place, odd] of Object.values(oddities).entries()) {
      if (await publishOdd(lab, odd, texts.slice(2 * place, 2 * place + 2))) taken += 1;
    }
    await recorder.gets(...texts);
    await until(
      'the odd messages that the broker took',
      () => recorder.received.length >= texts.length + taken,
    );
    expect(recorder.received).toHaveLength(texts.length + taken);
  },
} satisfies Record<string, Case>;
