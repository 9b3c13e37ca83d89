import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../configuration.js';
import { Database } from '../../outcomes/database/database.js';
import { SqliteEngine } from '../../outcomes/database/sqlite.engine.js';
import type { Dataset } from '../../training/dataset/dataset.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { LedgerReader } from '../../outcomes/ledger/ledger.reader.js';
import { LedgerRepository } from '../../outcomes/ledger/ledger.repository.js';
import { LedgerService } from '../../outcomes/ledger/ledger.service.js';
import { PicturesRepository } from '../../outcomes/ledger/pictures.repository.js';
import type { Broker, BrokerMessage } from '../../transport/broker.js';
import { PublisherService } from './publisher.service.js';
import { PushLedger } from './push.ledger.js';
import { RequestPublisher } from './request.publisher.js';

const dataset: Dataset = {
  name: 'numbers',
  description: 'one pixel each',
  sampled: false,
  size: 10_000,
  width: 1,
  height: 1,
  channels: 1,
  labels: ['even', 'odd'],
  image: (index) => ({ index, pixels: Uint8Array.of(index % 256), label: index % 2 ? 'odd' : 'even' }),
};

const away = new UnavailableError('BROKER_UNAVAILABLE', 'no answer');

/** A broker that is lost once it has taken `room` messages; a room below zero cannot even be reached. */
class FailingBroker implements Pick<Broker, 'name' | 'status' | 'connect' | 'publish'> {
  readonly name = 'kafka';
  readonly status = { state: 'connected' } as const;
  readonly taken: BrokerMessage[] = [];

  constructor(private readonly room: number) {}

  async connect(): Promise<void> {
    if (this.room < 0) throw away;
  }

  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    if (this.taken.length + messages.length > this.room) throw away;
    this.taken.push(...messages);
  }
}

async function publisherTo(room: number) {
  const database = await Database.open(new SqliteEngine(':memory:'));
  onTestFinished(() => database.close());
  const broker = new FailingBroker(room);
  const brokers = new Map([['kafka' as const, broker as unknown as Broker]]);
  const repository = new LedgerRepository(database);
  const pictures = new PicturesRepository(database);
  const requests = new RequestPublisher(readConfig({}), brokers, new PushLedger(repository, pictures));
  const publisher = new PublisherService(readConfig({}), dataset, requests);
  return { publisher, broker, ledger: new LedgerService(new LedgerReader(database)) };
}

describe('publishing a range', () => {
  it('sends every image once, and enters each in the ledger as accepted', async () => {
    const { publisher, broker, ledger } = await publisherTo(Infinity);
    const { requestId, accepted } = await publisher.publish(undefined, { start_idx: 100, end_idx: 3456 });
    expect(accepted).toBe(3356);
    const pixels = broker.taken.map(({ value }) => value?.[0] ?? -1);
    const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
    expect(sorted(pixels)).toEqual(sorted(Array.from({ length: 3356 }, (_, at) => (at + 100) % 256)));
    expect(await ledger.ofRequest(requestId)).toMatchObject({ requested: 3356, accepted: 3356, pending: 0 });
  });

  it('names confirmed, unknown and unsent images when the broker is lost half-way', async () => {
    const { publisher, broker, ledger } = await publisherTo(1000);
    const error = await publisher.publish('kafka', { start_idx: 0, end_idx: 9000 }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      details: { requested: 9000, confirmed: 1000 },
    });
    const { requestId, confirmed, unknown, notSent } = error.details;
    expect(broker.taken).toHaveLength(1000);
    expect(confirmed + unknown + notSent).toBe(9000);
    expect(await ledger.ofRequest(requestId)).toMatchObject({
      accepted: 1000,
      pending: unknown,
      verdict: 'working',
    });
  });

  it('enters nothing when the broker cannot be reached, the range is wrong or the broker is not enabled', async () => {
    const { publisher, ledger } = await publisherTo(-1);
    const range = { start_idx: 0, end_idx: 10 };
    await expect(publisher.publish('kafka', range)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await expect(publisher.publish('kafka', {})).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(publisher.publish('rabbit', range)).rejects.toMatchObject({ code: 'UNKNOWN_BROKER' });
    await expect(publisher.publish('pubsub', range)).rejects.toMatchObject({
      code: 'BROKER_NOT_ENABLED',
      details: { setting: 'BROKERS=kafka,pubsub' },
    });
    expect(await ledger.ledger()).toMatchObject({ accepted: 0, pending: 0 });
  });
});
