import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { call, predictionsOf, push } from '../../support/http.js';
import type { OwnKafka } from '../../support/services/own-kafka.js';
import { ownSettings, startTestApplication } from '../../support/test-application.js';
import { record } from './report.js';

interface Readiness {
  readonly details: Readonly<Record<string, { readonly status: string; readonly lastError?: string }>>;
}

const timeout = 60_000;
const images = 2_000;
/** Three times as long as all attempts take. */
const outageMs = 4_500;

/** Kafka loses its power while images are classified: their answers wait for it, and each arrives once. */
export async function answersOutliveKafka(own: OwnKafka): Promise<void> {
  const settings = { ...(await ownSettings()), BROKERS: 'kafka', KAFKA_BROKERS: own.brokers.join(',') };
  const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const pushed = await push(url, 'push-to-consumer', 0, images);
  await startTestApplication({ ...settings, ROLES: 'classifier' });
  const ledger = async () => (await call<{ predicted: number }>(`${url}/ledger`)).body;
  await expect.poll(async () => (await ledger()).predicted, { timeout, interval: 5 }).toBeGreaterThan(0);
  await own.kill();
  const begun = performance.now();
  const broker = async () => (await call<Readiness>(`${url}/health/ready`)).body.details['broker kafka'];
  await expect.poll(broker, { timeout, interval: 50 }).toMatchObject({ status: 'down' });
  const namedMs = performance.now() - begun;
  const text = (await broker())?.lastError ?? '';
  await pause(outageMs);
  const heldMs = performance.now() - begun;
  const { predicted } = await ledger();
  expect(predicted).toBeLessThan(images);
  await own.restart();
  await predictionsOf(url, pushed);
  expect(await ledger()).toMatchObject({ accepted: images, predicted: images, dead: 0, inFlight: 0 });
  await expect.poll(broker, { timeout }).toMatchObject({ status: 'up' });
  record({ fault: `Kafka away after ${predicted} answers`, heldMs, namedMs, text, predicted: images });
}
