import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import { InvalidError } from '../../../src/foundation/errors/app.error.js';
import { predictionEventExample } from '../../../src/events/event.examples.js';
import { encodePrediction } from '../../../src/events/prediction.codec.js';
import { toDeadLetter } from '../../../src/transport/delivery/dead-letter.js';
import { EmbeddedDriverBroker } from '../../../src/transport/drivers/embedded/embedded.broker.js';
import { call } from '../../support/http.js';
import { received } from '../../support/received.js';
import { startSeamline } from '../../support/services/seamline-process.js';
import { ownSettings, startTestApplication } from '../../support/test-application.js';

const letters = 20;
const predictions = 300;

/** Nobody listens on the discard port. */
const nowhere = { DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none' };

/**
 * Kills the results role so often while the database is away and everything waits for it, then brings a database:
 * every prediction and every dead letter must be stored as what it is.
 *
 * @param fault `away`: PostgreSQL; `damaged`: the file of SQLite.
 */
export async function heldThrough(kills: number, fault: 'away' | 'damaged'): Promise<void> {
  const settings: Record<string, string> = { ...(await ownSettings()), OUTCOMES_OF: '*' };
  const results = join(settings['DATA_DIR'] as string, 'results.db');
  if (fault === 'damaged') await writeFile(results, 'no database '.repeat(1_000));
  const {
    drivers: { embedded },
    transport,
  } = readConfig(settings);
  const { images, predictions: said } = transport.topics;
  const file = join(settings['DATA_DIR'] as string, 'broker.db');
  const broker = new EmbeddedDriverBroker({ ...embedded, file }, transport.driver);
  onTestFinished(() => broker.close());
  await broker.connect();
  await broker.publish([
    ...Array.from({ length: predictions }, (_, at) => predictionOf(`image ${at}`, said)),
    ...Array.from({ length: letters }, (_, at) => letterOf(`broken ${at}`, images)),
    // As an earlier version could bury a letter that had waited through three deaths.
    letterOf('buried twice', `${images}-dlt`, 'PROCESS_DIED'),
  ]);
  const buriedTwice = `${images}-dlt-dlt`;

  for (let kill = 0; kill < kills; kill += 1) {
    // A group of its own reads the same messages, and need not wait until the leases of the dead run out.
    const GROUP_ID = `group-${kill}`;
    const service = startSeamline({
      ...settings,
      ...(fault === 'away' && nowhere),
      GROUP_ID,
      ROLES: 'results',
      RETRY_DELAY_MS: '20',
    });
    await expect.poll(service.output, { timeout: 30_000 }).toContain('are tried again until');
    await service.end('SIGKILL');
  }

  await rm(results, { force: true });
  const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  await expect
    .poll(async () => (await call(`${url}/ledger`)).body, { timeout: 30_000 })
    .toMatchObject({
      accepted: predictions + letters + 1,
      predicted: predictions,
      dead: letters + 1,
      inFlight: 0,
    });
  const { body: stored } = await call<Letter[]>(`${url}/dead-letters?limit=100`);
  expect(stored.map(({ code, imageId }) => [code, imageId]).toSorted()).toEqual(
    [
      ...Array.from({ length: letters }, (_, at) => ['BAD_MESSAGE', `broken ${at}`]),
      ['PROCESS_DIED', 'buried twice'],
    ].toSorted(),
  );
  expect(new Set(stored.map(({ topic }) => topic))).toEqual(new Set([images]));
  await expect.poll(() => broker.admin.lag({ topic: buriedTwice, group: transport.groupId })).toBe(0);
  const topics = await broker.admin.listTopics();
  expect(topics.filter((topic) => topic.endsWith('-dlt-dlt'))).toEqual([buriedTwice]);
}

interface Letter {
  readonly code: string;
  readonly imageId: string;
  readonly topic: string;
}

function predictionOf(imageId: string, topic: string) {
  const prediction = { ...predictionEventExample, imageId, requestId: imageId };
  return { topic, ...encodePrediction(prediction, 'embedded') };
}

function letterOf(imageId: string, topic: string, code: 'BAD_MESSAGE' | 'PROCESS_DIED' = 'BAD_MESSAGE') {
  const headers = { ce_id: imageId, 'kafka_dlt-original-topic': topic };
  const message = received({ topic, value: Buffer.from('broken'), headers });
  return toDeadLetter(message, undefined, {
    error: new InvalidError(code, 'of the test'),
    attempts: 1,
    group: 'g',
  });
}
