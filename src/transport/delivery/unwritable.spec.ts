import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../configuration.js';
import { InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import { type BrokerMessage, headerText, type ReceivedMessage } from '../broker.js';
import { BrokerStrategy, type BrokerStrategyOptions } from '../nest/broker.strategy.js';
import { jsonCodec } from './codec.js';
import { EmbeddedDriverBroker } from '../drivers/embedded/embedded.broker.js';
import { WrappedBroker } from '../open/wrapped.broker.js';

Logger.overrideLogger(false);
const bad = new InvalidError('BAD_MESSAGE', 'nobody can read this');
const policy = { maxAttempts: 2, initialDelayMs: 1, maxDelayMs: 5 };

/** A broker whose own code fails on some messages, as a driver with a fault would. */
class FaultyBroker extends WrappedBroker {
  failures = 0;
  failsOn: (message: BrokerMessage) => boolean = () => false;

  override async publish(messages: readonly BrokerMessage[]): Promise<void> {
    if (messages.some((message) => this.failsOn(message))) {
      this.failures += 1;
      throw new TypeError('header.map is not a function');
    }
    await super.publish(messages);
  }
}

async function start(
  handle: () => Promise<unknown>,
  options: Partial<BrokerStrategyOptions> = {},
  replyTo?: string,
) {
  const {
    drivers: { embedded },
    transport,
  } = readConfig({});
  const broker = new FaultyBroker(
    new EmbeddedDriverBroker({ ...embedded, file: ':memory:' }, transport.driver),
  );
  const strategy = new BrokerStrategy(broker, {
    groupId: 'test',
    maxInFlight: 10,
    retryOf: () => policy,
    ...options,
  });
  onTestFinished(() => strategy.close());
  strategy.addHandler('work', handle, replyTo === undefined, { replyTo });
  await new Promise<void>((resolve) => strategy.listen(resolve));
  await expect.poll(() => strategy.brokerStatus.state).toBe('connected');
  const letters: ReceivedMessage[] = [];
  await broker.subscribe({ topic: 'work-dlt', group: 'observer', maxInFlight: 10 }, async (letter) => {
    letters.push(letter);
  });
  const publish = (headers: BrokerMessage['headers'] = {}) =>
    broker.publish([{ topic: 'work', key: 'mine', value: Buffer.from('{"n":1}'), headers }]);
  const lag = () => broker.admin.lag({ topic: 'work', group: 'test' });
  return { broker, strategy, letters, publish, lag };
}

const isLetter = ({ topic }: BrokerMessage) => topic === 'work-dlt';

describe('A dead letter that our own code cannot write', () => {
  it('goes without what cannot be written, and with all the rest', async () => {
    const { broker, letters, publish, lag } = await start(() => Promise.reject(bad));
    broker.failsOn = (message) => isLetter(message) && 'strange' in message.headers;
    await publish({ strange: Buffer.from([0, 255]), ce_id: 'an image', größe: 'left out too' });
    await expect.poll(() => letters.length).toBe(1);
    const letter = letters[0] as ReceivedMessage;
    expect([letter.key, Buffer.from(letter.value ?? []).toString()]).toEqual(['mine', '{"n":1}']);
    expect(headerText(letter, 'ce_id')).toBe('an image');
    expect(headerText(letter, 'seamline-error-code')).toBe('BAD_MESSAGE');
    expect(headerText(letter, 'seamline-headers-left-out')).toBe('2');
    await expect.poll(lag).toBe(0);
  });

  it('says at least why, and what it is about', async () => {
    const codec = { ...jsonCodec, names: () => ({ 'seamline-image-id': 'an image' }) };
    const { broker, letters, publish } = await start(() => Promise.reject(bad), { codec });
    broker.failsOn = (message) => isLetter(message) && (message.key !== undefined || message.value !== null);
    await publish({ mine: 'left out' });
    await expect.poll(() => letters.length).toBe(1);
    const letter = letters[0] as ReceivedMessage;
    expect(Object.keys(letter.headers).toSorted()).toEqual([
      'seamline-consumer-group',
      'seamline-error-code',
      'seamline-error-reason',
      'seamline-headers-left-out',
      'seamline-image-id',
      'seamline-value-bytes',
      'seamline-value-sha256',
    ]);
    expect(headerText(letter, 'seamline-error-reason')).toBe(
      'nobody can read this (the value of 7 bytes could not be kept)',
    );
  });

  it('keeps its message with the broker while nothing of it can be written, and is no progress', async () => {
    const { broker, strategy, letters, publish, lag } = await start(() => Promise.reject(bad));
    broker.failsOn = isLetter;
    await publish();
    await expect
      .poll(() => strategy.stalledTopics(100), { timeout: 5_000 })
      .toEqual([{ topic: 'work', lastError: 'header.map is not a function' }]);
    expect(await lag()).toBe(1);
    broker.failsOn = () => false;
    await expect.poll(() => letters.length).toBe(1);
    await expect.poll(lag).toBe(0);
    expect(strategy.stalledTopics(0)).toEqual([]);
  });

  it('is written although the codec fails', async () => {
    const fail = () => {
      throw new TypeError('x is undefined');
    };
    const { letters, publish, lag } = await start(() => Promise.resolve(), {
      codec: { ...jsonCodec, decode: fail, names: fail, partitionKey: fail },
    });
    await publish();
    await expect.poll(() => letters.length).toBe(1);
    await expect.poll(lag).toBe(0);
  });
});

describe('An answer that our own code cannot write', () => {
  it('makes its message a dead letter', async () => {
    const { broker, letters, publish, lag } = await start(() => Promise.resolve({ n: 2 }), {}, 'doubled');
    broker.failsOn = ({ topic }) => topic === 'doubled';
    await publish();
    await expect.poll(() => letters.length).toBe(1);
    expect(headerText(letters[0] as ReceivedMessage, 'seamline-error-reason')).toBe(
      'header.map is not a function',
    );
    expect(headerText(letters[0] as ReceivedMessage, 'kafka_deliveryAttempt')).toBe('2');
    await expect.poll(lag).toBe(0);
  });
});

describe('Progress', () => {
  it('is not asked of messages that wait for a part which is away', async () => {
    let attempts = 0;
    let isAway = true;
    const { strategy, publish, lag } = await start(async () => {
      attempts += 1;
      if (isAway) throw new UnavailableError('DATABASE_UNAVAILABLE', 'the database is away');
    });
    await Promise.all([publish(), publish(), publish()]);
    const stalled: unknown[] = [];
    const look = () => {
      stalled.push(...strategy.stalledTopics(100));
      return attempts;
    };
    await expect.poll(look).toBeGreaterThan(60);
    expect(stalled).toEqual([]);
    isAway = false;
    await expect.poll(lag).toBe(0);
  });

  it('is missed where a broker that is there refuses for ever', async () => {
    const refused = new UnavailableError('BROKER_REFUSED', 'publishing to predictions is denied');
    const { strategy, publish } = await start(() => Promise.reject(refused));
    await publish();
    await expect
      .poll(() => strategy.stalledTopics(100))
      .toEqual([{ topic: 'work', lastError: 'publishing to predictions is denied' }]);
  });
});
