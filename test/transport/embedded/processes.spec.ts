import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedDriverBroker } from '../../../src/transport/drivers/embedded/embedded.broker.js';
import { knownEnds } from '../../../src/transport/publish-failure.js';
import { defaultOptions } from '../conformance/lab.js';
import { Recorder, until } from '../conformance/recorder.js';
import { Child } from './child.js';

const topic = 'topic';
const group = 'group';

describe('EmbeddedBroker, shared by several processes', () => {
  let folder: string;
  let file: string;
  const children: Child[] = [];
  const brokers: EmbeddedDriverBroker[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seamline-embedded-'));
    file = join(folder, 'broker.db');
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  function spawn(role: string): Child {
    const child = new Child(role, file, topic);
    children.push(child);
    return child;
  }

  async function open(publishTimeoutMs = defaultOptions.publishTimeoutMs): Promise<EmbeddedDriverBroker> {
    const settings = { file, partitions: 4, retentionHours: 24 };
    const broker = new EmbeddedDriverBroker(settings, { ...defaultOptions, publishTimeoutMs });
    brokers.push(broker);
    await broker.connect();
    return broker;
  }

  async function record(broker: EmbeddedDriverBroker, work?: () => Promise<void>): Promise<Recorder> {
    const recorder = new Recorder(work);
    await broker.subscribe({ topic, group, maxInFlight: 100 }, recorder.consume);
    return recorder;
  }

  const publish = (broker: EmbeddedDriverBroker, texts: readonly string[]) =>
    broker.publish(texts.map((text) => ({ topic, value: Buffer.from(text), headers: {} })));

  const textsFrom = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => String(first + index));

  it('keeps everything it confirmed when its process is killed while it publishes', async () => {
    const publisher = spawn('publish');
    await until('some hundred confirmations', () => publisher.told.length >= 500);
    await publisher.kill();
    const recorder = await record(await open());
    await recorder.gets(...publisher.told);
    expect(new Set(recorder.texts).size).toBe(recorder.texts.length);
  });

  it('delivers to another process what this one publishes', async () => {
    const consumer = spawn('consume');
    const broker = await open();
    await publish(broker, textsFrom(0, 50));
    await until('everything there', () => new Set(consumer.told).size === 50);
    await until('a lag of zero', async () => (await broker.admin.lag({ topic, group })) === 0);
  });

  it('gives the partitions of a killed process to the rest of its group, and loses nothing', async () => {
    const broker = await open();
    const here = await record(broker);
    const there = spawn('consume');
    let count = 0;
    await until('work for both processes', async () => {
      await publish(broker, textsFrom(count, 20));
      count += 20;
      return here.received.length > 0 && there.told.length > 0;
    });
    await publish(broker, textsFrom(count, 200));
    await there.kill();
    await publish(broker, textsFrom(count + 200, 200));
    const expected = textsFrom(0, count + 400);
    await until('every message', () => {
      const seen = new Set([...here.texts, ...there.told]);
      return expected.every((text) => seen.has(text));
    });
    await until('a lag of zero', async () => (await broker.admin.lag({ topic, group })) === 0);
  });

  it('takes no acknowledgement from a process whose partitions have gone to another one', async () => {
    const broker = await open();
    const suspended = spawn('hold');
    await until('the group', async () => (await broker.admin.listSubscriptions()).length > 0);
    const texts = textsFrom(0, 20);
    await publish(broker, texts);
    await until('everything to be held', () => suspended.told.length === texts.length);
    suspended.suspend();
    const recorder = await record(broker, () => new Promise(() => {}));
    await recorder.gets(...texts);
    suspended.resume();
    suspended.tell('acknowledge');
    await until('the end of the process', () => suspended.told.includes('closed'));
    expect(await broker.admin.lag({ topic, group })).toBe(texts.length);
    brokers.splice(brokers.indexOf(broker), 1); // its consumers never end, so it never closes
  });

  it('waits for a file that another process holds without holding up this one', async () => {
    const broker = await open(500);
    const patient = await open(20_000);
    const recorder = await record(broker);
    const locker = spawn('lock');
    await until('the lock', () => locker.told.includes('locked'));
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    const waiting = publish(patient, ['waited']);
    await expect(publish(broker, ['gave up'])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await until('word of it', () => broker.status.state === 'disconnected');
    clearInterval(turning);
    expect(turns).toBeGreaterThan(20);
    expect(broker.status.lastError).toContain('locked by another process');
    locker.tell('let go');
    await waiting;
    await publish(broker, ['after']);
    await recorder.gets('waited', 'after');
    expect(recorder.texts).not.toContain('gave up');
    expect(broker.status).toEqual({ state: 'connected' });
  });

  /** One transaction holds a megabyte. */
  const megabytes = (count: number) =>
    Array.from({ length: count }, () => ({ topic, value: Buffer.alloc(1_000_000), headers: {} }));

  it('gives a publish its time from the begin of its transaction: however long the queue, none is late', async () => {
    const broker = await open(40);
    await broker.publish([{ topic, value: Buffer.from('first'), headers: {} }]);
    await Promise.all(megabytes(60).map((message) => broker.publish([message])));
    await broker.admin.createSubscription({ topic: 'after', group });
  });

  it('ends every publish that waits for a file that stays locked, all of it not sent', async () => {
    const broker = await open(400);
    const recorder = await record(broker);
    const locker = spawn('lock');
    await until('the lock', () => locker.told.includes('locked'));
    const publishes = megabytes(20).map((message) =>
      broker.publish([message, message]).catch((e: unknown) => e),
    );
    for (const error of await Promise.all(publishes)) {
      expect(error).toMatchObject({
        code: 'BROKER_UNAVAILABLE',
        message: expect.stringContaining('locked by another process'),
      });
      expect(knownEnds(error)).toEqual({ accepted: [], notSent: [0, 1] });
    }
    locker.tell('let go');
    await until('the end of it', () => broker.status.state === 'connected');
    await publish(broker, ['after']);
    await recorder.gets('after');
    expect(recorder.texts).toEqual(['after']);
  });

  it('ends what waits for a locked file when it is closed, all of it not sent', async () => {
    const broker = await open();
    const locker = spawn('lock');
    await until('the lock', () => locker.told.includes('locked'));
    const publishes = megabytes(5).map((message) => broker.publish([message]).catch(knownEnds));
    await broker.close();
    for (const ends of await Promise.all(publishes)) expect(ends).toEqual({ accepted: [], notSent: [0] });
    locker.tell('let go');
  });

  it('finds out by itself that a file is back, even if it has nothing to write', async () => {
    const broker = await open(200);
    const locker = spawn('lock');
    await until('the lock', () => locker.told.includes('locked'));
    await expect(publish(broker, ['lost'])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await until('word of it', () => broker.status.state === 'disconnected');
    locker.tell('let go');
    await until('the end of it', () => broker.status.state === 'connected');
  });
});
