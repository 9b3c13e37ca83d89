import 'reflect-metadata';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { firstValueFrom, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../configuration.js';
import { InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import { ErrorFilter } from '../../foundation/errors/error.filter.js';
import { headerText, type ReceivedMessage } from '../broker.js';
import { BrokerClient } from './broker.client.js';
import { BrokerContext } from './broker.context.js';
import { BrokerStrategy } from './broker.strategy.js';
import { EmbeddedDriverBroker } from '../drivers/embedded/embedded.broker.js';

let databaseAway = 0;
const saved: unknown[] = [];

@Controller()
class Handlers {
  @MessagePattern<string>('double', { replyTo: 'doubled' })
  double(@Payload() { n }: { n: number }, @Ctx() context: BrokerContext) {
    if (n < 0) throw new InvalidError('OUT_OF_RANGE', `n is ${n}; allowed: 0 and more`);
    return { n: n * 2, broker: context.broker };
  }

  @MessagePattern<string>('stream')
  stream(@Payload() { fail }: { fail: boolean }) {
    return fail ? throwError(() => new InvalidError('BAD_MESSAGE', 'the stream failed')) : of(1, 2, 3);
  }

  @EventPattern<string>('save')
  async save(@Payload() value: unknown) {
    if (databaseAway > 0) {
      databaseAway -= 1;
      throw new UnavailableError('DATABASE_UNAVAILABLE', 'the database is away');
    }
    saved.push(value);
  }

  @EventPattern<string>('broken')
  broken() {
    throw new TypeError('x is undefined');
  }
}

describe('BrokerStrategy with Nest handlers', () => {
  let broker: EmbeddedDriverBroker;
  let client: BrokerClient;
  let app: INestMicroservice;

  beforeEach(async () => {
    const {
      drivers: { embedded },
      transport,
    } = readConfig({});
    broker = new EmbeddedDriverBroker({ ...embedded, file: ':memory:' }, transport.driver);
    await broker.connect();
    const retry = { maxAttempts: 3, initialDelayMs: 1, maxDelayMs: 2 };
    const strategy = new BrokerStrategy(broker, { groupId: 'test', maxInFlight: 10, retryOf: () => retry });
    const module = await Test.createTestingModule({
      controllers: [Handlers],
      providers: [{ provide: APP_FILTER, useClass: ErrorFilter }],
    }).compile();
    app = module.createNestMicroservice({ strategy, logger: false });
    await app.listen();
    client = new BrokerClient(broker);
    saved.length = 0;
  });

  afterEach(() => app.close());

  /** Everything that arrives on a topic from its beginning. */
  async function arriving(topic: string): Promise<ReceivedMessage[]> {
    const messages: ReceivedMessage[] = [];
    await broker.subscribe({ topic, group: 'observer', maxInFlight: 10 }, async (message) => {
      messages.push(message);
    });
    return messages;
  }

  it('answers a request with what the handler returns', async () => {
    expect(await firstValueFrom(client.send('double', { n: 21 }))).toEqual({ n: 42, broker: 'embedded' });
  });

  it('answers with the last value of a stream', async () => {
    expect(await firstValueFrom(client.send('stream', { fail: false }))).toBe(3);
  });

  it('publishes the answer to the handler’s own topic when the message names none', async () => {
    const doubled = await arriving('doubled');
    await firstValueFrom(client.emit('double', { n: 4 }), { defaultValue: undefined });
    await expect.poll(() => doubled.length).toBe(1);
    expect(JSON.parse(Buffer.from(doubled[0]!.value!).toString())).toEqual({ n: 8, broker: 'embedded' });
  });

  it('tells whoever asked why a request failed', async () => {
    await expect(firstValueFrom(client.send('double', { n: -1 }))).rejects.toThrow('OUT_OF_RANGE: n is -1');
    await expect(firstValueFrom(client.send('stream', { fail: true }))).rejects.toThrow('BAD_MESSAGE');
  });

  it('makes a dead letter of what cannot be processed: key, value and headers untouched, the reason beside', async () => {
    const letters = await arriving('save-dlt');
    const value = Buffer.from('{"broken": ');
    const headers = { 'x-mine': 'kept', 'x-bytes': new Uint8Array([0, 255]) };
    await broker.publish([{ topic: 'save', key: 'k', value, headers }]);
    await expect.poll(() => letters.length).toBe(1);
    const letter = letters[0]!;
    expect([letter.key, Buffer.from(letter.value!)]).toEqual(['k', value]);
    expect(headerText(letter, 'x-mine')).toBe('kept');
    expect([...(letter.headers['x-bytes'] as Uint8Array)]).toEqual([0, 255]);
    expect(headerText(letter, 'seamline-error-code')).toBe('BAD_MESSAGE');
    expect(headerText(letter, 'kafka_dlt-original-topic')).toBe('save');
    expect(headerText(letter, 'kafka_deliveryAttempt')).toBe('1');
  });

  it('tries a failing handler again before it gives up', async () => {
    const letters = await arriving('broken-dlt');
    client.emit('broken', {});
    await expect.poll(() => letters.length).toBe(1);
    expect(headerText(letters[0]!, 'kafka_deliveryAttempt')).toBe('3');
    expect(headerText(letters[0]!, 'seamline-error-code')).toBe('HANDLER_FAILED');
  });

  it('holds a message while a part is away, however long that takes', async () => {
    const letters = await arriving('save-dlt');
    databaseAway = 12;
    client.emit('save', { id: 1 });
    await expect.poll(() => saved).toEqual([{ id: 1 }]);
    expect(letters).toEqual([]);
  });
});
