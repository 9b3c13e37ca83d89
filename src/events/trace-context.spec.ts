import { unlimited } from './image-limits.js';
import { describe, expect, it } from 'vitest';
import { received } from '../../test/support/received.js';
import type { ReceivedMessage } from '../transport/broker.js';
import { readAttributes } from './cloud-event.js';
import { decodeImage, encodeImageEvent } from './image.codec.js';
import { beginTrace, readTrace } from './trace-context.js';

const context = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
const [first, second, third] = [context('a'), context('b'), context('c')];
const traceOf = (headers: ReceivedMessage['headers']) => {
  const message = received({ headers });
  return readTrace(message, readAttributes(message));
};

describe('a trace', () => {
  it.each(['ce_', 'ce-'])(
    'has its start in the extension %straceparent and its hop in the header',
    (prefix) => {
      const event = { [`${prefix}specversion`]: '1.0', [`${prefix}traceparent`]: first };
      expect(traceOf({ ...event, traceparent: second })).toMatchObject({ start: first, hop: second });
      expect(traceOf(event)).toMatchObject({ start: first, hop: first });
      expect(traceOf({ traceparent: second })).toMatchObject({ start: second, hop: second });
    },
  );

  it("is read from the attribute of Google's client last", () => {
    expect(traceOf({ googclient_traceparent: third })).toMatchObject({ start: third, hop: third });
    expect(traceOf({ googclient_traceparent: third, traceparent: second })).toMatchObject({ hop: second });
    const event = { 'ce-specversion': '1.0', 'ce-traceparent': first, googclient_traceparent: third };
    expect(traceOf(event)).toMatchObject({ hop: first });
  });

  it.each([
    ['of zeros', `00-${'0'.repeat(32)}-${'a'.repeat(16)}-01`],
    ['in capitals', context('A')],
    ['of the version that is none', `ff${first.slice(2)}`],
    ['with more behind than its version knows', `${first}-more`],
    ['that is too long', `01${first.slice(2)}-${'x'.repeat(200)}`],
    ['that is empty', ''],
  ])('%s is as good as absent', (_, traceparent) => {
    expect(traceOf({ traceparent })).toBeUndefined();
    expect(beginTrace(traceparent).hop).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  });

  it('that is malformed or doubled never decides about an image', () => {
    const bytes = Buffer.from([0xff]);
    expect(traceOf({ traceparent: bytes, ce_specversion: '1.0', ce_traceparent: [first, second] })).toBe(
      undefined,
    );
  });

  it('of a later version is read by the part that is known', () => {
    const later = `01${first.slice(2)}-more`;
    expect(traceOf({ traceparent: later })).toMatchObject({ hop: later });
  });

  it('is written as extension and as header, and comes back with its state', () => {
    const body = { kind: 'pixels', width: 1, height: 1, channels: 1, bytes: new Uint8Array([1]) } as const;
    const trace = beginTrace(first, 'vendor=1');
    const { headers, value } = encodeImageEvent({ id: 'a', requestId: 'r', trace, body }, 'kafka', 'images');
    expect(headers).toMatchObject({ ce_traceparent: first, traceparent: first, tracestate: 'vendor=1' });
    const message = received({ headers: headers as Record<string, string>, value });
    const read = decodeImage(message, { broker: 'kafka', keysAreUnique: false, limits: unlimited });
    expect(read.trace).toEqual(trace);
  });
});
