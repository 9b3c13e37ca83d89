import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { png } from '../support/png.js';
import { pictures } from './cli/pictures.js';
import { run, seamline, type Settings } from './cli/seamline.js';
import { call, push } from '../support/http.js';
import { idxFile } from '../support/idx-file.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import type { BrokerName } from '../../src/transport/drivers/index.js';

const poll = { timeout: 25_000 };

interface Shown {
  readonly imageId: string;
  readonly imageIndex: number;
  readonly trueLabel?: string;
  readonly model: string;
  readonly modelVersion: string;
}

/** Settings of a service whose predictions name a version that stays. */
const ownPinned = async (): Promise<Record<string, string>> => ({
  ...(await ownSettings()),
  MODELS: 'fashion-mnist@1',
});

async function storedBy(url: string, count: number): Promise<Shown[]> {
  const stored = async () => (await call<Shown[]>(`${url}/predictions`)).body;
  await expect.poll(async () => (await stored()).length, poll).toBe(count);
  return (await stored()).toSorted((one, other) => one.imageIndex - other.imageIndex);
}

async function groupsOf(settings: Settings, name: BrokerName = 'embedded') {
  const config = readConfig(settings);
  const { predictions } = config.transport.topics;
  const broker = await openBroker(name, config);
  const all = await broker.admin.listSubscriptions();
  await broker.close();
  return all.filter(({ topic }) => topic === predictions).map(({ group }) => group);
}

it('publishes the pictures of a folder in the order of their names, with labels, and names what it skips', async () => {
  const settings = { ...(await ownPinned()), MAX_IMAGE_BYTES: '10000' };
  const folder = await pictures({
    'Coat/2/deep.png': png,
    'Bag/b.png': png,
    'Bag/.hidden': 'x',
    'Coat/1.txt': 'hello',
    'large.png': Buffer.concat([png, Buffer.alloc(10_000)]),
    'other.png': png,
  });
  const published = await run(settings, 'publish', folder, '--labels', '--model', 'fashion-mnist@1');
  expect(published).toMatchObject({ code: 1, output: expect.stringContaining('3 published on embedded') });
  const notes = published.notes.trim().split('\n');
  expect(notes).toEqual([
    expect.stringMatching(/^skipped .*1\.txt: is no picture/),
    expect.stringMatching(/^skipped .*large\.png: .* bytes; at most 10000/),
  ]);
  const { url } = await startTestApplication(settings);
  const stored = await storedBy(url, 3);
  expect(stored.map(({ trueLabel }) => trueLabel)).toEqual(['Bag', 'Coat', undefined]);
  const requestId = /request (\S+),/.exec(published.output)?.[1];
  expect(stored.map(({ imageId }) => imageId)).toEqual([0, 1, 2].map((index) => `${requestId}/${index}`));
  expect(stored[0]).toMatchObject({ model: 'fashion-mnist', modelVersion: '1' });
});

it('publishes IDX files with the labels beside them', async () => {
  const settings = await ownPinned();
  const folder = await pictures({
    'some-images-idx3-ubyte': idxFile([4, 28, 28]),
    'some-labels-idx1-ubyte': idxFile([4], [1, 0, 1, 0]),
    'labels.txt': 'shoe\nhat\n',
  });
  const file = join(folder, 'some-images-idx3-ubyte');
  const { code, output } = await run(settings, 'publish', file, '--labels', '--limit', '3');
  expect([code, output]).toEqual([0, expect.stringContaining('3 published')]);
  const { url } = await startTestApplication(settings);
  expect((await storedBy(url, 3)).map(({ trueLabel }) => trueLabel)).toEqual(['hat', 'shoe', 'hat']);
});

it('publishes no faster than --rate, and ends with its counts on Ctrl-C', async () => {
  const folder = await pictures({ 'a.png': png, 'b.png': png });
  const settings = await ownPinned();
  const { child, printed, code } = seamline(settings, 'publish', folder, '--rate', '0.001');
  const config = readConfig(settings);
  const broker = await openBroker('embedded', config);
  onTestFinished(() => broker.close());
  const arrived: unknown[] = [];
  await broker.subscribe(config.transport.topics.images, async ({ id }) => void arrived.push(id));
  await expect.poll(() => arrived.length, poll).toBe(1);
  child.kill('SIGINT');
  expect(await code).toBe(1);
  expect(printed.output).toContain('1 published');
  expect(arrived).toHaveLength(1);
});

it('says what it cannot publish or read', async () => {
  const folder = await pictures({ 'images-idx3': idxFile([4, 28, 28]).subarray(0, 100) });
  const settings = { ...(await ownPinned()), GROUP_ID: 'ours' };
  const wrong: [words: string[], notes: RegExp][] = [
    [['publish', join(folder, 'nowhere')], /nowhere: ENOENT/],
    [['publish', join(folder, 'images-idx3')], /cut short: 100 bytes/],
    [['publish', folder, '--rate', '0'], /number from 0.001/],
    [['publish', folder, '--model', 'a@b'], /name@version/],
    [['publish', folder, '--broker', 'rabbit'], /Allowed choices are embedded, kafka, pubsub/],
    [['consume', '--group', 'ours'], /the service's own/],
  ];
  for (const [words, notes] of wrong) {
    expect(await run(settings, ...words)).toMatchObject({ code: 2, notes: expect.stringMatching(notes) });
  }
});

it('consumes predictions as they come, and takes its group away on Ctrl-C', async () => {
  const settings = await ownPinned();
  const { url } = await startTestApplication(settings);
  const before = await push(url, 'push-to-consumer', 0, 1);
  await storedBy(url, 1);
  const { child, printed, code } = seamline(settings, 'consume');
  await expect.poll(() => printed.notes, poll).toContain('Ctrl-C ends');
  expect(await groupsOf(settings)).toHaveLength(2);
  const { requestId } = await push(url, 'push-to-consumer', 0, 2);
  await expect.poll(() => printed.output.split('\n'), poll).toHaveLength(3);
  expect(printed.output).toMatch(new RegExp(`\\w+ +\\d+\\.\\d % +${requestId}/[01]  fashion-mnist@1`));
  expect(printed.output).not.toContain(before.requestId);
  child.kill('SIGINT');
  expect(await code).toBe(0);
  expect(await groupsOf(settings)).toEqual([settings['GROUP_ID']]);
});

it('goes on where a group of its own ended, without a loss or a repeat', async () => {
  const settings = await ownPinned();
  const { url } = await startTestApplication(settings);
  await push(url, 'push-to-consumer', 0, 30);
  await storedBy(url, 30);
  const read = async (...more: string[]) => {
    const words = ['consume', '--json', '--group', 'kept', '--from', 'earliest', ...more];
    const { code, output } = await run(settings, ...words);
    expect(code).toBe(0);
    return output
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Shown).imageIndex);
  };
  const some = await read('--limit', '7');
  expect(some).toHaveLength(7);
  const all = [...some, ...(await read('--limit', '23'))];
  expect(all.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 30 }, (_, index) => index));
  expect(await groupsOf(settings)).toContain('kept');
});

it('watches a service, says when it is away, and goes on when it is back', async () => {
  const settings = await ownPinned();
  const first = await startTestApplication(settings);
  const fixed = { ...settings, PORT: new URL(first.url).port };
  await push(first.url, 'push-to-consumer', 0, 20);
  const { child, printed, code } = seamline({}, 'watch', '--url', first.url);
  const line =
    /ledger nothing lost: 20 accepted = 20 predicted.*; throughput .*; latency p50 .*; accuracy .* of 20/;
  await expect.poll(() => printed.output, poll).toMatch(line);
  await first.close();
  await expect.poll(() => printed.output, poll).toContain('does not answer');
  const second = await startTestApplication(fixed);
  await push(second.url, 'push-to-consumer', 0, 5);
  await expect.poll(() => printed.output, poll).toContain('nothing lost: 25 accepted = 25 predicted');
  child.kill('SIGINT');
  expect(await code).toBe(0);
});

withServer('Kafka', inject('kafka'), ({ brokers }) =>
  it('publishes to Kafka and consumes from it', async () => {
    const own = await ownPinned();
    const settings = { ...own, BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') };
    await startTestApplication(settings);
    const folder = await pictures({ 'a.png': png, 'b.png': png });
    expect(await run(settings, 'publish', folder)).toMatchObject({ code: 0 });
    const { code, output } = await run(settings, 'consume', '--from', 'earliest', '--limit', '2', '--json');
    expect(code).toBe(0);
    const shown = output.trim().split('\n');
    const broker = shown.map((line) => (JSON.parse(line) as { broker: string }).broker);
    expect(broker).toEqual(['kafka', 'kafka']);
    await expect.poll(() => groupsOf(settings, 'kafka'), poll).toEqual([own['GROUP_ID']]);
  }),
);

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) =>
  it('leaves the subscription alone that the settings name for the service', async () => {
    const own = await ownPinned();
    const settings = {
      ...own,
      BROKERS: 'pubsub',
      PUBSUB_EMULATOR_HOST: emulatorHost,
      PUBSUB_SUBSCRIPTION_PREDICTIONS: `named.${own['TOPIC_PREDICTIONS']}`,
    };
    const { url } = await startTestApplication(settings);
    const { child, printed, code } = seamline(settings, 'consume');
    await expect.poll(() => printed.notes, poll).toContain('Ctrl-C ends');
    await push(url, 'push-to-consumer', 0, 1);
    await expect.poll(() => printed.output, poll).toContain('fashion-mnist@1');
    await storedBy(url, 1);
    child.kill('SIGINT');
    expect(await code).toBe(0);
    expect(await groupsOf(settings, 'pubsub')).toEqual(['named']);
  }),
);
