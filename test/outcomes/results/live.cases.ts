import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { PredictionFilter } from '../../../src/outcomes/results/prediction-filter.js';
import { LiveFeed } from '../../../src/outcomes/results/stream/live-feed.js';
import { LiveSource } from '../../../src/outcomes/results/stream/live-source.js';
import {
  dead,
  type Desk,
  idOf,
  letterRow,
  type MakeDatabase,
  openDesks,
  predicted,
  prediction,
} from './lab.js';
import { StreamClient } from './stream-client.js';

/** The stream of a process of its own; `?after=` and `?model=` as the endpoint has them. */
async function serve({ feed }: Pick<Desk, 'feed'>): Promise<string> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const known = request.headers['last-event-id'] ?? query.get('after') ?? undefined;
    const model = query.get('model');
    const filter: PredictionFilter = model === null ? {} : { model };
    void feed.admit(response, filter, known === undefined ? undefined : Number(known)).then((reader) => {
      response.writeHead(200);
      return feed.serve(reader);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Counts how often the feed has looked, and how often it found something. */
class CountingSource extends LiveSource {
  looks = 0;
  finds = 0;

  override async next(after: number) {
    const batch = await super.next(after);
    this.looks += 1;
    this.finds += batch.predictions.length > 0 ? 1 : 0;
    return batch;
  }
}

function countingFeed({ database, answers }: Desk) {
  const source = new CountingSource(database);
  const feed = new LiveFeed(source, answers);
  onTestFinished(() => feed.onModuleDestroy());
  return { source, feed };
}

const numbers = ({ predictions }: StreamClient) => predictions.map(({ imageIndex }) => imageIndex);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const sorted = (values: readonly (number | undefined)[]) => values.toSorted((one, other) => one! - other!);

export function liveCases(make: MakeDatabase): void {
  it('tell what is new, in the order of storing, to readers of every process', async () => {
    const [writer, ...others] = await openDesks(make, 3);
    await writer!.ledger.decide([predicted(1000)]);
    const readers = await Promise.all(others.map(async (desk) => StreamClient.open(await serve(desk))));
    await expect.poll(() => readers.map(({ comments }) => comments)).toEqual([1, 1]);
    for (const index of upTo(5)) await writer!.ledger.decide([predicted(index)]);
    for (const reader of readers) {
      await expect.poll(() => numbers(reader)).toEqual(upTo(5));
      expect(reader.lastId).toBe(String(reader.predictions.at(-1)?.seq));
    }
  });

  it('pass over nothing while one of two slow writers has not committed yet', async () => {
    const [slow, quick, watching] = await openDesks(make, 3);
    const { feed, source } = countingFeed(watching!);
    const reader = await StreamClient.open(await serve({ feed }));
    await expect.poll(() => source.looks).toBeGreaterThan(0);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let hasNumber = false;
    const first = slow!.database.write(async (transaction) => {
      await slow!.ledger.decideIn(transaction, [predicted(0)]);
      hasNumber = true;
      await held;
    });
    await expect.poll(() => hasNumber).toBe(true);
    let isSecondDone = false;
    const second = quick!.ledger.decide([predicted(1)]).then(() => (isSecondDone = true));
    const before = source.looks;
    await expect.poll(() => source.looks).toBeGreaterThan(before + 3);
    expect([isSecondDone, numbers(reader)]).toEqual([false, []]);
    letGo();
    await Promise.all([first, second]);
    await expect.poll(() => numbers(reader)).toEqual([0, 1]);
  });

  it('give a reader that comes back with its last id what it missed: no gap and no repeat', async () => {
    const [one, two, watching] = await openDesks(make, 3);
    const url = await serve(watching!);
    const total = 300;
    const writing = Promise.all(
      [one!, two!].map(async ({ ledger }, writer) => {
        for (let at = 0; at < total / 2; at += 5) {
          await ledger.decide(upTo(5).map((more) => predicted(writer * (total / 2) + at + more)));
        }
      }),
    );
    const seen: (number | undefined)[] = [];
    let lastId = '0';
    while (seen.length < total) {
      const reader = await StreamClient.open(url, { 'Last-Event-ID': lastId });
      await expect.poll(() => reader.predictions.length, { interval: 5 }).toBeGreaterThan(0);
      reader.leave();
      await reader.ended;
      seen.push(...numbers(reader));
      lastId = reader.lastId ?? lastId;
    }
    await writing;
    expect(sorted(seen)).toEqual(upTo(total));
  });

  it('give everything after a number, in events of 1,000 at most', async () => {
    const [desk] = await openDesks(make, 1);
    const total = 2_300;
    await Promise.all(upTo(total).map((index) => desk!.sink.save(prediction(index))));
    const reader = await StreamClient.open(`${await serve(desk!)}/?after=0`);
    await expect.poll(() => reader.predictions.length).toBe(total);
    expect(numbers(reader)).toEqual(upTo(total));
    const sizes = reader.of('predictions').map((batch) => (batch as unknown[]).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
  });

  it('tell a reader with a filter only what matches, old and new', async () => {
    const [desk] = await openDesks(make, 1);
    const save = (index: number, model: string) => desk!.sink.save({ ...prediction(index), model });
    await save(0, 'a');
    await save(1, 'b');
    const reader = await StreamClient.open(`${await serve(desk!)}/?after=0&model=b`);
    await expect.poll(() => numbers(reader)).toEqual([1]);
    await save(2, 'a');
    await save(3, 'b');
    await expect.poll(() => numbers(reader)).toEqual([1, 3]);
  });

  it('tell a reader that catches up and finds nothing how far it is, in ids that it may come back with', async () => {
    const [desk] = await openDesks(make, 1);
    await Promise.all(upTo(10_500).map((index) => desk!.sink.save(prediction(index))));
    const reader = await StreamClient.open(`${await serve(desk!)}/?after=0&model=none`);
    await expect.poll(() => reader.of('ledger').length).toBeGreaterThan(0);
    expect(reader.of('progress')[0]).toEqual({ position: 10_000, newest: 10_500 });
    expect([reader.predictions, reader.lastId]).toEqual([[], '10000']);
  });

  it('tell the ledger when it changes, and dead letters as they are stored', async () => {
    const [desk] = await openDesks(make, 1);
    const reader = await StreamClient.open(await serve(desk!));
    await expect.poll(() => reader.of('ledger')).toMatchObject([{ accepted: 0 }]);
    await desk!.ledger.decide([predicted(0), dead(1)]);
    await desk!.database.write((transaction) =>
      transaction
        .insertInto('dead_letters')
        .values(letterRow(1, idOf(1)))
        .execute(),
    );
    await expect.poll(() => reader.of('ledger').at(-1)).toMatchObject({ accepted: 2, predicted: 1, dead: 1 });
    await expect
      .poll(() => reader.of('dead-letter'))
      .toMatchObject([[{ id: 1, imageId: 'request-1/1', code: 'BAD_MESSAGE', reason: 'no image' }]]);
  });

  it('serve 200 readers with one reading of the database', async () => {
    const [desk] = await openDesks(make, 1);
    const { feed, source } = countingFeed(desk!);
    const url = await serve({ feed });
    const readers = await Promise.all(upTo(200).map(() => StreamClient.open(url)));
    await expect.poll(() => readers.every(({ comments }) => comments > 0)).toBe(true);
    await expect.poll(() => readers.every((reader) => reader.of('ledger').length > 0)).toBe(true);
    await Promise.all(upTo(50).map((index) => desk!.sink.save(prediction(index))));
    await expect
      .poll(() => readers.filter(({ predictions }) => predictions.length === 50).length, { timeout: 20_000 })
      .toBe(200);
    for (const reader of readers) expect(sorted(numbers(reader))).toEqual(upTo(50));
    expect(source.finds).toBeLessThanOrEqual(50);
  });

  it('drop a reader that does not read, tell it so, and serve the others', async () => {
    const [desk] = await openDesks(make, 1);
    const url = await serve(desk!);
    const good = await StreamClient.open(url);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    socket.pause();
    await expect.poll(() => desk!.feed.readerCount).toBe(2);
    const label = 'x'.repeat(10_000);
    let saved = 0;
    // The system's own buffers take some megabytes before ours fill.
    for (; desk!.feed.readerCount === 2 && saved < 20_000; saved += 200) {
      const rows = upTo(200).map((index) => ({
        ...predicted(saved + index),
        top: JSON.stringify([{ label }]),
      }));
      await desk!.ledger.decide(rows);
      await expect.poll(() => good.predictions.length, { timeout: 10_000 }).toBe(saved + 200);
    }
    expect(desk!.feed.readerCount).toBe(1);
    let text = '';
    socket.on('data', (chunk) => (text = (text + String(chunk)).slice(-1_000)));
    socket.resume();
    await new Promise((closed) => socket.on('close', closed));
    expect(text).toMatch(/event: dropped\ndata: \{"reason":"\d+ bytes wait to be read/);
    await desk!.ledger.decide([predicted(saved)]);
    await expect.poll(() => good.predictions.length).toBe(saved + 1);
  });

  it('say that they end when the process stops, and close', async () => {
    const [desk] = await openDesks(make, 1);
    const reader = await StreamClient.open(await serve(desk!));
    await expect.poll(() => reader.comments).toBe(1);
    desk!.feed.onModuleDestroy();
    await reader.ended;
    expect(reader.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'the server is stopping' } });
  });
}
