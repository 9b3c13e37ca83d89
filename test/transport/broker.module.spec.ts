import 'reflect-metadata';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstValueFrom, timeout } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Broker,
  BrokerClient,
  BrokerModule,
  type BrokerModuleOptions,
  brokerClientToken,
  brokerToken,
  EmbeddedBroker,
  InvalidError,
  type ReadDeadLetter,
} from '../../src/transport/index.js';
import { temporaryFolder } from '../support/test-application.js';

const letters: ReadDeadLetter[] = [];

@Controller()
class Handlers {
  @MessagePattern<string>('double')
  double(@Payload() n: number) {
    if (n < 0) throw new InvalidError('OUT_OF_RANGE', `n is ${n}`);
    if (n > 99) throw new TypeError(`${n} is too much`);
    return n * 2;
  }

  @EventPattern<string>('double-dlt')
  dead(@Payload() letter: ReadDeadLetter) {
    letters.push(letter);
  }

  @Get('failing')
  failing() {
    throw new TypeError('of the application');
  }
}

const once = { maxAttempts: 2, initialDelayMs: 1, maxDelayMs: 1 };
const options = (file: string): BrokerModuleOptions => ({
  broker: new EmbeddedBroker({ file }),
  groupId: 'test',
  retryOf: () => once,
});

async function start(modules: ReturnType<typeof BrokerModule.forRoot>[]): Promise<INestApplication> {
  const module = await Test.createTestingModule({ imports: modules, controllers: [Handlers] }).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  onTestFinished(() => app.close());
  BrokerModule.connect(app);
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return app;
}

const ask = (client: BrokerClient, n: number) =>
  firstValueFrom(client.send<number>('double', n).pipe(timeout(20_000)));

describe('BrokerModule', () => {
  it('runs the handlers of an application, and injects the client by its class', async () => {
    const app = await start([BrokerModule.forRoot(options(':memory:'))]);
    expect(await ask(app.get(BrokerClient), 21)).toBe(42);
  });

  it('keeps what a handler threw: kind, code and text decide and are told', async () => {
    const app = await start([BrokerModule.forRoot(options(':memory:'))]);
    letters.length = 0;
    await expect(ask(app.get(BrokerClient), -1)).rejects.toThrow('OUT_OF_RANGE: n is -1');
    await expect(ask(app.get(BrokerClient), 100)).rejects.toThrow('HANDLER_FAILED: 100 is too much');
    await expect.poll(() => letters.map(({ code }) => code)).toEqual(['OUT_OF_RANGE', 'HANDLER_FAILED']);
    expect(letters[0]).toMatchObject({ topic: 'double', reason: 'n is -1' });
  });

  it('leaves the errors of HTTP to the application', async () => {
    const app = await start([BrokerModule.forRoot(options(':memory:'))]);
    const answer = await fetch(`${await app.getUrl()}/failing`);
    expect(await answer.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
  });

  it('hands a message that is no JSON to the handler of dead letters, unread', async () => {
    const app = await start([BrokerModule.forRoot(options(':memory:'))]);
    letters.length = 0;
    const value = Buffer.from('no json');
    await app.get<Broker>(brokerToken()).publish([{ topic: 'double', value, headers: {} }]);
    await expect.poll(() => letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ code: 'BAD_MESSAGE', topic: 'double' });
    expect(Buffer.from(letters[0]!.message.value ?? [])).toEqual(value);
  });

  it('keeps several brokers apart by their names', async () => {
    const folder = await temporaryFolder();
    const [one, other] = [join(folder, 'one.db'), join(folder, 'other.db')];
    const app = await start([
      BrokerModule.forRoot({ name: 'one', ...options(one), topicOf: (pattern) => `first-${pattern}` }),
      BrokerModule.forRootAsync({ name: 'other', useFactory: async () => options(other) }),
    ]);
    for (const name of ['one', 'other']) expect(await ask(app.get(brokerClientToken(name)), 4)).toBe(8);
    const topics = await app.get<Broker>(brokerToken('one')).admin.listTopics();
    expect(topics.filter((topic) => topic.endsWith('double'))).toEqual(['first-double']);
    expect([one, other].every((file) => existsSync(file))).toBe(true);
  });

  it('makes the subscriptions that it is told of before the first message leaves', async () => {
    const app = await start([BrokerModule.forRoot({ ...options(':memory:'), provision: ['later'] })]);
    await firstValueFrom(app.get(BrokerClient).emit('later', 1), { defaultValue: null });
    const broker = app.get<Broker>(brokerToken());
    expect(await broker.admin.lag({ topic: 'later', group: 'test' })).toBe(1);
  });

  it('closes the broker with the application, and leaves no topic for answers and no journal', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'broker.db');
    const journalDirectory = join(folder, 'journal');
    const app = await start([BrokerModule.forRoot({ ...options(file), journalDirectory })]);
    await ask(app.get(BrokerClient), 1);
    expect(readdirSync(journalDirectory)).toHaveLength(1);
    const broker = app.get<Broker>(brokerToken());
    await app.close();
    expect(broker.status.state).toBe('closed');
    await expect(broker.publish([])).rejects.toMatchObject({ code: 'BROKER_CLOSED' });
    expect(readdirSync(journalDirectory)).toEqual([]);
    const afterwards = new EmbeddedBroker({ file });
    onTestFinished(() => afterwards.close());
    expect((await afterwards.admin.listTopics()).filter((topic) => topic.includes('replies'))).toEqual([]);
  });

  it.each([
    ['groupId', { groupId: 'two words' }, 'groupId is "two words"; must be 1 to 81 letters'],
    ['broker', { broker: 'kafka' }, 'broker is "kafka"; must be a Broker, such as new KafkaBroker()'],
    [
      'replyTopics',
      { replyTopics: ['*'] },
      'replyTopics is "*"; must be topics, or beginnings of topics such as answers-*',
    ],
    ['maxInFlight', { maxInFlight: 0 }, 'maxInFlight is 0; must be a whole number from 1'],
  ])('does not start with a wrong %s, and says what is allowed', async (_name, wrong, text) => {
    const module = BrokerModule.forRoot({ ...options(':memory:'), ...(wrong as object) });
    await expect(Test.createTestingModule({ imports: [module] }).compile()).rejects.toThrow(text);
  });
});
