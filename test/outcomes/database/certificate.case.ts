import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { call, expectWholeRange, predictionsOf, push } from '../../support/http.js';
import { startTlsPostgres } from '../../support/services/tls-postgres.js';
import { ownSettings, startTestApplication, temporaryFolder } from '../../support/test-application.js';

export interface Readiness {
  readonly details: { readonly database: { readonly status: string; readonly lastError?: string } };
}

/** Some prediction could not be stored, and was tried again or given up. */
export const failedPredictions = /^seamline_(retries|dead_letters)_total\{.*topic="predictions/m;

/** Begins while the database is away: a version that is not pinned would wait for the decision that is stored there. */
export const decidedClassifier = { ROLES: 'classifier', MODELS: 'fashion-mnist@1' };

export const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

export const deadLettersOf = async (url: string): Promise<string[]> =>
  (await metricsOf(url)).match(/^seamline_dead_letters_total\{.*/gm) ?? [];

/**
 * 1,000 images are under way when PostgreSQL's certificate cannot be verified any more. They are predicted meanwhile, and
 * after `outageMs` the certificate is good again.
 */
export async function surviveCertificate(
  outageMs: number,
  retries: Readonly<Record<string, string>>,
): Promise<void> {
  const server = await startTlsPostgres(await temporaryFolder());
  onTestFinished(() => server.stop());
  const settings = { ...(await ownSettings()), ...retries, DATABASE_URL: server.url };
  const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const pushed = await push(url, 'push-to-consumer', 0, 1000);
  await server.breakCertificate();
  await startTestApplication({ ...settings, ...decidedClassifier });
  const databaseOf = async () => (await call<Readiness>(`${url}/health/ready`)).body.details.database;
  await expect
    .poll(databaseOf, { timeout: 20_000 })
    .toMatchObject({ status: 'down', lastError: expect.stringMatching(/certificate/) });
  await expect.poll(() => metricsOf(url), { timeout: 20_000 }).toMatch(failedPredictions);
  await pause(outageMs);
  expect(await deadLettersOf(url)).toEqual([]);
  await server.restoreCertificate();
  expectWholeRange(await predictionsOf(url, pushed), 0, 1000);
  await expect.poll(databaseOf, { timeout: 20_000 }).toMatchObject({ status: 'up' });
}
