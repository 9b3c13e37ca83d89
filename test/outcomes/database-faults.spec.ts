import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Libsql from 'libsql';
import { expect, inject, it } from 'vitest';
import {
  deadLettersOf,
  decidedClassifier,
  failedPredictions,
  metricsOf,
  type Readiness,
  surviveCertificate,
} from './database/certificate.case.js';
import { call, expectWholeRange, predictionsOf, push } from '../support/http.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const timeout = 90_000;
/** What is not held is a dead letter at once. */
const retries = { RETRY_ATTEMPTS: '1', RETRY_DELAY_MS: '20', RETRY_MAX_DELAY_MS: '200', MAX_IN_FLIGHT: '16' };

withServer('PostgreSQL', inject('postgres'), () =>
  it(
    'holds predictions while the certificate of PostgreSQL cannot be verified, and loses none',
    { timeout },
    () => surviveCertificate(500, retries),
  ),
);

/** Everything that is in the file is written over; answers what puts it back. */
async function damage(file: string): Promise<() => Promise<void>> {
  // Another process's commit makes everybody forget what they have read.
  const other = new Libsql(file, { timeout: 10_000 });
  other.exec("pragma wal_checkpoint(truncate); update counters set value = value where name = 'labels'");
  other.close();
  const whole = await readFile(file);
  await writeOver(file, Buffer.alloc(whole.length, 0xa5));
  return () => writeOver(file, whole);
}

async function writeOver(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(bytes, 0, bytes.length, 0);
  await handle.close();
}

it(
  'holds predictions while the results file is damaged, says so, and stores them when the file is whole',
  { timeout },
  async () => {
    const settings: Record<string, string> = { ...(await ownSettings()), ...retries };
    const file = join(settings['DATA_DIR']!, 'results.db');
    const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
    const pushed = await push(url, 'push-to-consumer', 0, 1000);
    const repair = await damage(file);
    await startTestApplication({ ...settings, ...decidedClassifier });
    const databaseOf = async () => (await call<Readiness>(`${url}/health/ready`)).body.details.database;
    await expect
      .poll(databaseOf, { timeout: 20_000 })
      .toMatchObject({ status: 'down', lastError: expect.stringMatching(/damaged.*DATA_DIR/) });
    await expect.poll(() => metricsOf(url), { timeout: 20_000 }).toMatch(failedPredictions);
    expect(await deadLettersOf(url)).toEqual([]);
    await repair();
    expectWholeRange(await predictionsOf(url, pushed), 0, 1000);
  },
);
