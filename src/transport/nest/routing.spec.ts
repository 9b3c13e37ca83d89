import 'reflect-metadata';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { firstValueFrom, timeout } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../configuration.js';
import { type BrokerMessage, headerText, type ReceivedMessage } from '../broker.js';
import { BrokerClient } from './broker.client.js';
import { BrokerStrategy } from './broker.strategy.js';
import type { ReadDeadLetter } from '../delivery/dead-letter.js';
import { EmbeddedDriverBroker } from '../drivers/embedded/embedded.broker.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { MessageErrorFilter } from './message-error.filter.js';

const seen: [handler: string, value: unknown][] = [];

@Controller()
class Handlers {
  @EventPattern<string>('order.created')
  created(@Payload() value: { n: number }) {
    if (value.n < 0) throw new InvalidError('OUT_OF_RANGE', 'n is negative');
    seen.push(['created', value]);
  }

  @EventPattern<string>('order.cancelled')
  cancelled(@Payload() value: unknown) {
    seen.push(['cancelled', value]);
  }

  @EventPattern<string>('order.created-dlt')
  dead(@Payload() { code }: ReadDeadLetter) {
    seen.push(['created-dlt', code]);
  }

  @EventPattern<string>('order.cancelled-dlt')
  deadCancelled(@Payload() { code }: ReadDeadLetter) {
    seen.push(['cancelled-dlt', code]);
  }

  @EventPattern<string>('audit')
  audit(@Payload() value: unknown) {
    seen.push(['audit', value]);
  }

  @MessagePattern<string>('double', { replyTo: 'doubled' })
  double(@Payload() n: number) {
    if (n < 0) throw new InvalidError('OUT_OF_RANGE', 'n is negative');
    return n * 2;
  }
}

const topicOf = (pattern: string) => (pattern.startsWith('order.') ? 'orders' : pattern);

describe('A message of a stranger', () => {
  let broker: EmbeddedDriverBroker;
  let app: INestMicroservice;
  let client: BrokerClient;

  beforeEach(async () => {
    const {
      drivers: { embedded },
      transport,
    } = readConfig({});
    broker = new EmbeddedDriverBroker({ ...embedded, file: ':memory:' }, transport.driver);
    await broker.connect();
    client = new BrokerClient(broker, { topicOf });
    const module = await Test.createTestingModule({ controllers: [Handlers] }).compile();
    const options = { groupId: 'test', maxInFlight: 10, topicOf, replyTopics: ['answers-*'] };
    const strategy = new BrokerStrategy(broker, options);
    app = module.createNestMicroservice({ strategy, logger: false });
    app.useGlobalFilters(new MessageErrorFilter());
    await app.listen();
    await expect.poll(() => strategy.brokerStatus.state).toBe('connected');
    seen.length = 0;
  });
  afterEach(() => app.close());

  const publish = (topic: string, value: unknown, headers: BrokerMessage['headers'] = {}) =>
    broker.publish([{ topic, value: Buffer.from(JSON.stringify(value)), headers }]);
  async function arriving(topic: string): Promise<ReceivedMessage[]> {
    const messages: ReceivedMessage[] = [];
    await broker.subscribe({ topic, group: 'observer', maxInFlight: 10 }, async (message) => {
      messages.push(message);
    });
    return messages;
  }
  const text = (message: ReceivedMessage | undefined) => Buffer.from(message?.value ?? []).toString();

  it('is read by the handler of its topic, whatever pattern it names', async () => {
    for (const pattern of ['audit', 'order.created', 'audit-dlt', 'nobody', '__proto__', '']) {
      await publish('double', 4, { pattern });
      await publish('audit', pattern, { pattern: 'double' });
    }
    const doubled = await arriving('doubled');
    await expect.poll(() => [doubled.length, seen.length]).toEqual([6, 6]);
    expect(new Set(doubled.map(text))).toEqual(new Set(['8']));
    expect(new Set(seen.map(([handler]) => handler))).toEqual(new Set(['audit']));
    expect(await broker.admin.listTopics()).not.toContain('double-dlt');
  });

  it('chooses by its pattern among the handlers that share the topic, and among these only', async () => {
    await firstValueFrom(client.emit('order.created', { n: 1 }), { defaultValue: null });
    await firstValueFrom(client.emit('order.cancelled', { n: 2 }), { defaultValue: null });
    await expect.poll(() => seen.length).toBe(2);
    expect(seen.toSorted()).toEqual([
      ['cancelled', { n: 2 }],
      ['created', { n: 1 }],
    ]);
    const letters = await arriving('orders-dlt');
    await publish('orders', { n: 3 }, { pattern: `audit${'!'.repeat(900)}` });
    await publish('orders', { n: 4 });
    await expect.poll(() => letters.length).toBe(2);
    expect(letters.map((letter) => headerText(letter, 'seamline-error-code'))).toEqual([
      'UNKNOWN_PATTERN',
      'UNKNOWN_PATTERN',
    ]);
    const reasons = letters.map((letter) => headerText(letter, 'seamline-error-reason')).toSorted();
    expect(reasons[1]).toBe(
      'the header pattern is missing; on orders it may be: order.created, order.cancelled',
    );
    expect(reasons[0]).toBe(
      `the header pattern is "audit${'!'.repeat(55)}…"; on orders it may be: order.created, order.cancelled`,
    );
  });

  it('that is dead reaches the dead letters’ handler of its pattern, or else one of that topic', async () => {
    await publish('orders', { n: -1 }, { pattern: 'order.created' });
    await expect.poll(() => seen).toEqual([['created-dlt', 'OUT_OF_RANGE']]);
    await publish('orders', { n: 1 }, { pattern: 'order.unknown' });
    await expect.poll(() => seen.length).toBe(2);
    expect(seen[1]).toEqual(['created-dlt', 'UNKNOWN_PATTERN']);
  });

  it('is answered where the settings allow it and somebody has made the topic, and at the handler’s own', async () => {
    const answers = await arriving('answers-mine');
    const doubled = await arriving('doubled');
    await publish('double', 21, { 'reply-to': 'answers-mine', 'correlation-id': 'c' });
    await publish('double', -1, { 'reply-to': 'answers-mine', 'correlation-id': 'd' });
    await expect.poll(() => [answers.length, doubled.length]).toEqual([2, 1]);
    expect(text(answers.find((answer) => headerText(answer, 'correlation-id') === 'c'))).toBe('42');
    expect(text(doubled[0])).toBe('42');
  });

  it('makes no topic, and is published to none that is not for answers', async () => {
    const doubled = await arriving('doubled');
    const others = await arriving('others');
    const dead = await arriving('answers-dlt');
    const before = await broker.admin.listTopics();
    const places = [
      'answers-nobody',
      'others',
      'order.created',
      'audit',
      'double',
      'doubled-dlt',
      'answers-dlt',
    ];
    for (const place of [...places, '__proto__', 'a/b', 'seamline-replies-x']) {
      await publish('double', 1, { 'reply-to': place, 'correlation-id': 'c' });
      await publish('audit', 'not answered', { 'reply-to': place, 'correlation-id': 'c' });
    }
    await expect.poll(() => [doubled.length, seen.length]).toEqual([10, 10]);
    await publish('double', -1, { 'reply-to': 'others', 'correlation-id': 'c' });
    const letters = await arriving('double-dlt');
    await expect.poll(() => letters.length).toBe(1);
    expect([others, dead]).toEqual([[], []]);
    const made = (await broker.admin.listTopics()).filter((topic) => !before.includes(topic));
    expect(made).toEqual(['double-dlt']);
  });

  it('of our own client is answered where nothing else is set', async () => {
    const strategy = new BrokerStrategy(broker, { groupId: 'other', maxInFlight: 1 });
    strategy.addHandler('halve', async (n: number) => n / 2, false);
    await new Promise<void>((resolve) => strategy.listen(resolve));
    expect(await firstValueFrom(client.send('halve', 8).pipe(timeout(5_000)))).toBe(4);
  });
});
