import { describe, expect, it } from 'vitest';
import { received } from '../../../test/support/received.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { toDeadLetter, withoutValue } from './dead-letter.js';

const failure = {
  error: new InvalidError('BAD_MESSAGE', 'no image', { cause: new SyntaxError('x') }),
  attempts: 2,
  group: 'seamline',
};

describe('a dead letter', () => {
  it('keeps key, value and headers, and adds the reason in Spring Kafka’s headers and our own', () => {
    const message = received({
      key: 'k',
      value: Buffer.from('v'),
      headers: { mine: new Uint8Array([0, 255]) },
    });
    const letter = toDeadLetter(message, 'p', failure);
    expect(letter).toMatchObject({
      topic: 'images-dlt',
      key: 'k',
      partitionKey: 'p',
      value: Buffer.from('v'),
    });
    expect(letter.headers).toMatchObject({
      mine: new Uint8Array([0, 255]),
      'kafka_dlt-original-topic': 'images',
      'kafka_dlt-original-partition': 0,
      'kafka_dlt-original-offset': 42n,
      'kafka_dlt-original-timestamp': 1_700_000_000_000n,
      'kafka_dlt-original-timestamp-type': 'CreateTime',
      'kafka_dlt-original-consumer-group': 'seamline',
      'kafka_dlt-exception-fqcn': 'InvalidError',
      'kafka_dlt-exception-cause-fqcn': 'SyntaxError',
      'kafka_dlt-exception-message': 'no image',
      kafka_deliveryAttempt: 2,
      'seamline-error-code': 'BAD_MESSAGE',
      'seamline-error-reason': 'no image',
    });
  });

  it('leaves a header alone that was there before', () => {
    const headers = { 'kafka_dlt-original-topic': 'somewhere else' };
    expect(toDeadLetter(received({ headers }), undefined, failure).headers).toMatchObject(headers);
  });

  it('fits a broker that takes 100 headers, and says how many of the message’s own are missing', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`h${index}`, 'x']));
    const { headers } = withoutValue(toDeadLetter(received({ headers: many }), undefined, failure, 100));
    expect(Object.keys(headers)).toHaveLength(100);
    expect(headers).toMatchObject({
      h0: 'x',
      'seamline-headers-left-out': '6',
      'seamline-error-code': 'BAD_MESSAGE',
    });
  });

  it('says why in at most 1,000 bytes, whole characters only', () => {
    const error = new InvalidError('BAD_MESSAGE', '€'.repeat(900));
    const reason = toDeadLetter(received({}), undefined, { ...failure, error }).headers[
      'seamline-error-reason'
    ];
    expect(Buffer.from(String(reason)).length).toBeLessThanOrEqual(1000);
    expect(reason).toMatch(/^€+…$/);
  });

  it('without its value names it by SHA-256 and size', () => {
    const letter = withoutValue(toDeadLetter(received({ value: Buffer.from('abc') }), undefined, failure));
    expect(letter.value).toBeNull();
    expect(letter.headers).toMatchObject({
      'seamline-value-sha256': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'seamline-value-bytes': '3',
      'seamline-error-reason': expect.stringContaining('3 bytes was too large'),
    });
  });
});
