import Libsql from 'libsql';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readConfig } from '../../configuration.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { Database } from '../../outcomes/database/database.js';
import { SqliteEngine } from '../../outcomes/database/sqlite.engine.js';
import { LedgerReader } from '../../outcomes/ledger/ledger.reader.js';
import { LedgerRepository } from '../../outcomes/ledger/ledger.repository.js';
import { LedgerService } from '../../outcomes/ledger/ledger.service.js';
import { PicturesRepository } from '../../outcomes/ledger/pictures.repository.js';
import type { Broker, BrokerMessage, BrokerStatus } from '../../transport/broker.js';
import { withNoneSent } from '../../transport/publish-failure.js';
import type { OutgoingImages } from './push.js';
import { PushLedger } from './push.ledger.js';
import { RequestPublisher } from './request.publisher.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';

const until = (condition: () => Promise<void> | void) =>
  vi.waitFor(condition, { timeout: 20_000, interval: 5 });

/** A broker of somebody else that takes a chunk each time that the test lets it. */
class SlowBroker implements Pick<Broker, 'name' | 'status' | 'connect' | 'publish'> {
  readonly name = 'kafka';
  status: BrokerStatus = { state: 'connected' };
  readonly taken: BrokerMessage[] = [];
  readonly waiting: { readonly requestId: string; readonly end: (error?: Error) => void }[] = [];
  mostAtOnce = 0;
  isOpen = false;

  async connect(): Promise<void> {}

  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    const requestId = String(messages[0]?.headers['ce_id']).split('/')[0] as string;
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ requestId, end: (error) => (error ? reject(error) : resolve()) });
      this.mostAtOnce = Math.max(this.mostAtOnce, this.waiting.length);
      if (this.isOpen) this.takeOne();
    });
    this.taken.push(...messages);
  }

  takeOne(error?: Error): string | undefined {
    const next = this.waiting.shift();
    next?.end(error);
    return next?.requestId;
  }

  takeAll(): void {
    this.isOpen = true;
    while (this.waiting.length > 0) this.takeOne();
  }
}

async function publisherTo(settings: Record<string, string> = {}, file = ':memory:') {
  const database = await Database.open(new SqliteEngine(file), 100);
  onTestFinished(() => database.close());
  const broker = new SlowBroker();
  const brokers = new Map([['kafka' as const, broker as unknown as Broker]]);
  const ledger = new PushLedger(new LedgerRepository(database), new PicturesRepository(database));
  const publisher = new RequestPublisher(readConfig(settings), brokers, ledger);
  const reader = new LedgerService(new LedgerReader(database));
  return { publisher, broker, database, ledgerOf: (id: string) => reader.ofRequest(id) };
}

const imagesTo = (end: number): OutgoingImages => ({
  range: { start: 0, end },
  image: () => ({ body: { kind: 'pixels', width: 1, height: 1, channels: 1, bytes: Uint8Array.of(1) } }),
});

async function rowsOf(database: Database): Promise<number[]> {
  const count = async (table: 'requests' | 'outcomes' | 'pictures') =>
    Number(
      (
        await database.read
          .selectFrom(table)
          .select(({ fn }) => fn.countAll().as('count'))
          .executeTakeFirst()
      )?.count,
    );
  return Promise.all([count('requests'), count('outcomes'), count('pictures')]);
}

describe('A push', () => {
  it('to a broker that is known to be away is refused at once, and the ledger does not know of it', async () => {
    const { publisher, broker, database } = await publisherTo();
    broker.status = { state: 'disconnected', lastError: 'connect ECONNREFUSED' };
    const ended = vi.fn();
    await expect(publisher.publish(imagesTo(2_000), {}, ended)).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      message: 'none of 2000 images was sent: kafka is away: connect ECONNREFUSED',
      details: { broker: 'kafka', requested: 2_000, confirmed: 0, unknown: 0, notSent: 2_000 },
    });
    expect([broker.waiting.length, ...(await rowsOf(database))]).toEqual([0, 0, 0, 0]);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('is answered in its time and goes on without its caller, up to its last image', async () => {
    const { publisher, broker, ledgerOf } = await publisherTo();
    const ended = vi.fn();
    const answering = publisher.publish(imagesTo(5_000), { answerWithinMs: 200 }, ended);
    await until(() => expect(broker.waiting).toHaveLength(4));
    broker.takeOne();
    const { requestId, ...answer } = await answering;
    expect(answer).toEqual({ broker: 'kafka', accepted: 500, publishing: true });
    expect(await ledgerOf(requestId)).toMatchObject({ accepted: 500, publishing: true, verdict: 'working' });
    expect(ended).not.toHaveBeenCalled();
    broker.takeAll();
    await until(() => expect(ended).toHaveBeenCalledTimes(1));
    expect(await ledgerOf(requestId)).toMatchObject({ accepted: 5_000, pending: 0, publishing: false });
  });

  it('that loses its broker after the answer has its account in the ledger', async () => {
    const { publisher, broker, ledgerOf } = await publisherTo();
    const answering = publisher.publish(imagesTo(5_000), { answerWithinMs: 50 });
    await until(() => expect(broker.waiting).toHaveLength(4));
    const { requestId } = await answering;
    broker.takeOne();
    await until(() => expect(broker.waiting).toHaveLength(4));
    const away = new UnavailableError('BROKER_UNAVAILABLE', 'no connection');
    while (broker.waiting.length > 0) broker.takeOne(withNoneSent(away, 500));
    await until(async () =>
      expect(await ledgerOf(requestId)).toMatchObject({ accepted: 500, pending: 0, publishing: false }),
    );
    expect(broker.waiting).toHaveLength(0);
  });

  it('whose client leaves ends the chunks that have begun, and begins nothing more', async () => {
    const { publisher, broker, ledgerOf, database } = await publisherTo();
    const client = new AbortController();
    const answering = publisher
      .publish(imagesTo(5_000), { left: client.signal })
      .catch((error: unknown) => error);
    await until(() => expect(broker.waiting).toHaveLength(4));
    client.abort();
    broker.takeAll();
    const error = await answering;
    expect(error).toMatchObject({
      message: 'kafka took 2000 of 5000 images, 0 are unknown: the client has left',
      details: { confirmed: 2_000, unknown: 0, notSent: 3_000 },
    });
    const { requestId } = (error as { details: { requestId: string } }).details;
    expect(broker.taken).toHaveLength(2_000);
    await database.write((t) => t.updateTable('outcomes').set({ state: 'predicted' }).execute());
    expect(await ledgerOf(requestId)).toMatchObject({ predicted: 2_000, pending: 0, verdict: 'interrupted' });
  });

  it('shares the broker with others: eight chunks of all are under way, and none waits for a long one', async () => {
    const { publisher, broker } = await publisherTo();
    const long = [1, 2, 3].map(() => publisher.publish(imagesTo(6_000)));
    await until(() => expect(broker.waiting).toHaveLength(8));
    const short = publisher.publish(imagesTo(1_000));
    const over = vi.fn();
    void short.then(over);
    let chunks = 0;
    while (over.mock.calls.length === 0) {
      chunks += broker.takeOne() === undefined ? 0 : 1;
      await turn();
    }
    expect(chunks).toBeLessThan(25);
    broker.takeAll();
    expect((await Promise.all(long)).map(({ accepted }) => accepted)).toEqual([6_000, 6_000, 6_000]);
    expect(broker.mostAtOnce).toBe(8);
  });

  it('leaves no row of an image that was never sent, even if the database is away just then', async () => {
    const file = join(await temporaryFolder(), 'results.db');
    const { publisher, broker, database, ledgerOf } = await publisherTo({}, file);
    const answering = publisher.publish(imagesTo(1_000)).catch((error: unknown) => error);
    await until(() => expect(broker.waiting).toHaveLength(2));
    const other = new Libsql(file);
    onTestFinished(() => void other.close());
    other.exec('begin immediate');
    const away = new UnavailableError('BROKER_UNAVAILABLE', 'no connection');
    while (broker.waiting.length > 0) broker.takeOne(withNoneSent(away, 500));
    const error = await answering;
    expect(error).toMatchObject({ code: 'BROKER_UNAVAILABLE', details: { unknown: 0, notSent: 1_000 } });
    expect(await rowsOf(database)).toEqual([1, 1_000, 0]);
    other.exec('rollback');
    await until(async () => expect(await rowsOf(database)).toEqual([1, 0, 0]));
    const { requestId } = (error as { details: { requestId: string } }).details;
    await until(async () =>
      expect(await ledgerOf(requestId)).toMatchObject({ publishing: false, pending: 0 }),
    );
  });

  it('of pictures that were never sent leaves none of them', async () => {
    const { publisher, broker, database } = await publisherTo();
    const answering = publisher.publish({ ...imagesTo(20), keep: true }).catch((error: unknown) => error);
    await until(() => expect(broker.waiting).toHaveLength(1));
    expect(await rowsOf(database)).toEqual([1, 20, 20]);
    broker.takeOne(withNoneSent(new UnavailableError('BROKER_UNAVAILABLE', 'no connection'), 20));
    await answering;
    expect(await rowsOf(database)).toEqual([1, 0, 0]);
  });

  it('tries at the end of its process once more what the database did not take', async () => {
    const file = join(await temporaryFolder(), 'results.db');
    const { publisher, broker, database } = await publisherTo({}, file);
    const answering = publisher.publish(imagesTo(500)).catch((error: unknown) => error);
    await until(() => expect(broker.waiting).toHaveLength(1));
    const other = new Libsql(file);
    onTestFinished(() => void other.close());
    other.exec('begin immediate');
    broker.takeOne(withNoneSent(new UnavailableError('BROKER_UNAVAILABLE', 'no connection'), 500));
    await answering;
    other.exec('rollback');
    await publisher.beforeApplicationShutdown();
    expect(await rowsOf(database)).toEqual([1, 0, 0]);
  });

  it('is ended by the end of its process like by its client, and the ledger is whole', async () => {
    const { publisher, broker, ledgerOf } = await publisherTo({ SHUTDOWN_TIMEOUT_MS: '200' });
    const answering = publisher.publish(imagesTo(5_000)).catch((error: unknown) => error);
    await until(() => expect(broker.waiting).toHaveLength(4));
    publisher.onModuleDestroy();
    const ending = publisher.beforeApplicationShutdown();
    const next = () => publisher.publish(imagesTo(0));
    await until(() => expect(next()).rejects.toMatchObject({ code: 'NOT_READY' }));
    broker.takeAll();
    await ending;
    expect(await answering).toMatchObject({
      code: 'NOT_READY',
      details: { confirmed: 2_000, notSent: 3_000 },
    });
    const { requestId } = ((await answering) as { details: { requestId: string } }).details;
    expect(await ledgerOf(requestId)).toMatchObject({ accepted: 2_000, pending: 0, publishing: false });
  });
});
