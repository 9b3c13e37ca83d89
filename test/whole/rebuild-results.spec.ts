import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it, vi } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { subscriptionsCommand } from '../../src/tools/cli/subscriptions.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { blocks } from '../repository/docs/blocks.js';
import { call, predictionsOf, push } from '../support/http.js';
import { catchPrinted } from '../support/printed.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { run, type Settings } from '../tools/cli/seamline.js';

catchPrinted();

const [deletions, start, check, ofImages] = blocks
  .filter(({ place, notRun }) => place.startsWith('docs/howto/rebuild-results.md') && !notRun)
  .map(({ commands }) => commands);

/** In milliseconds. Longer than a rebalance of Kafka takes to time out, 60 s. */
const memberGoneMs = 75_000;

/** Usual names of topics and the group, and the settings that have the ones of a test. */
const named: readonly (readonly [RegExp, string])[] = [
  [/^predictions(?=$|-)/, 'TOPIC_PREDICTIONS'],
  [/^images(?=$|-)/, 'TOPIC_IMAGES'],
  [/^labels(?=$|-)/, 'TOPIC_LABELS'],
  [/^inference-requests(?=$|-)/, 'TOPIC_INFERENCE'],
  [/^seamline$/, 'GROUP_ID'],
];

const inNamesOf = (settings: Settings) => (word: string) =>
  named.reduce((text, [usual, setting]) => text.replace(usual, settings[setting] ?? usual.source), word);

/** Runs `npx seamline subscriptions …` of the guide; one that was never read need not be there. */
async function runDeletions(settings: Settings, commands: typeof deletions = []): Promise<void> {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  for (const { words } of commands) {
    expect(words.slice(0, 3)).toEqual(['npx', 'seamline', 'subscriptions']);
    const own = words.slice(3).map((word, at) => (at === 0 ? word : inNamesOf(settings)(word)));
    const failure = () =>
      subscriptionsCommand()
        .parseAsync(own, { from: 'user' })
        .then(() => '', String);
    await expect.poll(failure, { timeout: memberGoneMs }).toMatch(/^$|has no subscription/);
  }
  vi.unstubAllEnvs();
}

async function publish(settings: Settings, topic: string, value: string, key: string): Promise<void> {
  const config = readConfig(settings);
  const broker = await openBroker(config.brokers[0] ?? '', config);
  await broker.publish(topic, [{ key, value: Buffer.from(value) }]);
  await broker.close();
}

interface Account {
  readonly predicted: number;
  readonly known: number;
  readonly right: number;
}

interface Row {
  readonly imageId: string;
  readonly requestId: string;
  readonly label: string;
  readonly trueLabel: string;
}

/** What is to come back, once so many images have their outcome. */
async function contentOf(url: string, predicted: number) {
  const ledger = async () => (await call<Account>(`${url}/ledger`)).body;
  const done = { predicted, dead: 1, inFlight: 0, repeats: 0 };
  await expect.poll(ledger, { timeout: memberGoneMs }).toMatchObject(done);
  const letters = (await call<{ code: string }[]>(`${url}/dead-letters`)).body.map(({ code }) => code);
  const { body } = await call<Row[]>(`${url}/predictions?limit=1000`);
  const rows = body.map(({ imageId, requestId, label, trueLabel }) =>
    [imageId, requestId, label, trueLabel].join(' '),
  );
  return { letters, rows: rows.toSorted() };
}

/** The number of messages on the topics, which `verify` has held against the database. */
async function messagesOf(settings: Settings, url: string): Promise<number> {
  const words = check?.[0]?.words.slice(2) ?? [];
  const { code, output, notes } = await run(settings, ...words, '--url', url);
  expect([code, output + notes]).toEqual([
    0,
    expect.stringContaining('nothing is missing, nothing is doubled'),
  ]);
  return Number(/topics: (\d+) messages/.exec(output)?.[1]);
}

async function loseResults({ DATA_DIR = '' }: Settings): Promise<void> {
  for (const end of ['', '-wal', '-shm']) await rm(join(DATA_DIR, `results.db${end}`), { force: true });
}

/** A hundred predictions, one of them with a label that came later, and a dead letter. */
async function fill(settings: Settings, url: string) {
  const { topics } = readConfig(settings).transport;
  const pushed = await push(url, 'push-to-consumer', 0, 100);
  await predictionsOf(url, pushed);
  const imageId = `${pushed.requestId}/7`;
  await publish(settings, topics.images, '{}', 'no image');
  await publish(settings, topics.labels, JSON.stringify({ imageId, label: 'Bag' }), imageId);
  const rows = async () => (await contentOf(url, 100)).rows;
  await expect.poll(rows, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/\/7 .* Bag$/));
  return contentOf(url, 100);
}

async function rebuild(of: Settings): Promise<void> {
  const settings = { ...(await ownSettings()), ...of };
  const first = await startTestApplication(settings);
  const before = await fill(settings, first.url);
  const messages = await messagesOf(settings, first.url);
  await first.close();
  const second = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const inFlight = await push(second.url, 'push-to-consumer', 100, 150);
  await second.close();

  await loseResults(settings);
  await runDeletions(settings, deletions);
  expect(start?.[0]?.words).toEqual(['npm', 'start']);
  const third = await startTestApplication({ ...settings, ...start?.[0]?.settings });
  const { letters } = await contentOf(third.url, 150);
  expect(letters).toEqual(before.letters);
  const rows = async () =>
    (await contentOf(third.url, 150)).rows.filter((row) => !row.includes(inFlight.requestId));
  // The label comes back by a topic of its own, maybe after its prediction.
  await expect.poll(rows, { timeout: memberGoneMs }).toEqual(before.rows);
  // Only what was in flight was classified: an image and a prediction each.
  expect(await messagesOf(settings, third.url)).toBe(messages + 100);
  if (of['BROKERS'] !== undefined) return third.close();

  await third.close();
  await loseResults(settings);
  await runDeletions(settings, [...(deletions ?? []), ...(ofImages ?? [])]);
  const fourth = await startTestApplication({ ...settings, ...start?.[0]?.settings });
  await expect
    .poll(async () => (await call(`${fourth.url}/ledger`)).body, { timeout: memberGoneMs })
    .toMatchObject({ predicted: 150, dead: 1, inFlight: 0 });
}

const promise = 'the guide to build results again brings everything back from the topics';
it(`${promise}, on the embedded broker`, { timeout: 300_000 }, () => rebuild({}));

withServer('Kafka', inject('kafka'), ({ brokers }) =>
  it(`${promise}, on Kafka`, { timeout: 300_000 }, () =>
    rebuild({ BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') }),
  ),
);
