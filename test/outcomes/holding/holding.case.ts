import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Libsql from 'libsql';
import { expect, onTestFinished } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import { predictionEventExample } from '../../../src/events/event.examples.js';
import { encodePrediction } from '../../../src/events/prediction.codec.js';
import type { RetryPolicy } from '../../../src/foundation/concurrency/retry.js';
import { EmbeddedDriverBroker } from '../../../src/transport/drivers/embedded/embedded.broker.js';
import { call, predictionsOf, push } from '../../support/http.js';
import { ownSettings, startTestApplication } from '../../support/test-application.js';
import type { Fault, Place } from './fault.js';
import { record } from './report.js';

export interface Load {
  /** Images under way, and as many predictions of another classifier. */
  readonly images: number;
  readonly retries: Readonly<Record<string, string>>;
}

interface Readiness {
  readonly details: { readonly database: { readonly status: string; readonly lastError?: string } };
}

const timeout = 60_000;

/**
 * Images and predictions are under way when the fault begins. It lasts three times as long as all attempts of a message
 * take; then it is mended, and each image must have exactly one outcome, its prediction.
 */
export async function holdThrough<In extends Place>(
  fault: Fault<In>,
  place: In,
  { images, retries }: Load,
): Promise<void> {
  const settings: Record<string, string> = { ...(await ownSettings()), ...retries, ...place.settings };
  const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const pushed = await push(url, 'push-to-consumer', 0, images);
  const mend = await fault.begin(place);
  const begun = performance.now();
  await publishPredictions(settings, images);
  const databaseOf = async () => (await call<Readiness>(`${url}/health/ready`)).body.details.database;
  await expect
    .poll(databaseOf, { timeout, interval: 50 })
    .toMatchObject({ status: 'down', lastError: expect.stringMatching(fault.cause) });
  const namedMs = performance.now() - begun;
  const { lastError: text = '' } = await databaseOf();
  await startTestApplication({ ...settings, ROLES: 'classifier' });
  await expect.poll(() => retriesIn(url), { timeout: 2 * timeout }).toBeGreaterThan(2 * images);
  await pause(3 * attemptsMs(settings));
  const heldMs = performance.now() - begun;
  expect(lettersIn(settings)).toEqual([]);
  await mend();
  await predictionsOf(url, pushed);
  await expect
    .poll(async () => (await call(`${url}/ledger`)).body, { timeout })
    .toMatchObject({ accepted: 2 * images, predicted: 2 * images, dead: 0, inFlight: 0 });
  await expect.poll(databaseOf, { timeout }).toMatchObject({ status: 'up' });
  expect(lettersIn(settings)).toEqual([]);
  const counts = await place.sql(
    `select count(*) as n, count(distinct image_id) as images, min(state) as least, max(state) as most from outcomes`,
  );
  const [{ n, images: named, least, most }] = counts as [Record<string, unknown>];
  const whole = { n: 2 * images, named: 2 * images, least: 'predicted', most: 'predicted' };
  expect({ n: Number(n), named: Number(named), least, most }).toEqual(whole);
  const [letters] = await place.sql('select count(*) as n from dead_letters');
  expect(Number(letters?.['n'])).toBe(0);
  record({ fault: fault.name, heldMs, namedMs, text, predicted: 2 * images });
}

/** As another program's classifier does. */
async function publishPredictions(settings: Readonly<Record<string, string>>, count: number): Promise<void> {
  const { drivers, transport } = readConfig(settings);
  const broker = new EmbeddedDriverBroker(drivers['embedded'] as never, transport.driver);
  await broker.connect();
  const { groupId: group, topics } = transport;
  const topic = topics.predictions;
  const events = Array.from({ length: count }, (_, at) => {
    const prediction = {
      ...predictionEventExample,
      imageId: `of another ${at}`,
      requestId: 'of another',
      group,
    };
    return { topic, ...encodePrediction(prediction, 'embedded') };
  });
  await broker.publish(events);
  await broker.close();
}

/** All tries of predictions after the first one. */
async function retriesIn(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const lines = metrics.match(/^seamline_retries_total\{.*topic="predictions.*$/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** The longest that all attempts of a message take. */
function attemptsMs(settings: Readonly<Record<string, string>>): number {
  const { maxAttempts, initialDelayMs, maxDelayMs } = readConfig(settings).transport.retry[
    'predictions'
  ] as RetryPolicy;
  const pauses = Array.from({ length: maxAttempts - 1 }, (_, at) => initialDelayMs * 2 ** at);
  return pauses.reduce((sum, ms) => sum + Math.min(ms, maxDelayMs), 0);
}

/** The topics of dead letters that have messages, read past the broker. */
function lettersIn(settings: Readonly<Record<string, string>>): unknown[] {
  const log = new Libsql(join(settings['DATA_DIR'] as string, 'broker.db'), {
    readonly: true,
    timeout: 5_000,
  });
  onTestFinished(() => void log.close());
  return log
    .prepare(
      `select distinct name from messages join partitions on partitions.id = partition_id
       join topics on topics.id = topic_id where name like '%-dlt%'`,
    )
    .all();
}
