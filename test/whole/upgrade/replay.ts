import { expect } from 'vitest';
import type { DeadLetterSummary } from '../../../src/outcomes/dead-letters/dead-letter.view.js';
import type { RequestLedger } from '../../../src/outcomes/ledger/ledger.js';
import { call } from '../../support/http.js';

const patience = { timeout: 20_000, interval: 50 };

/** Replays the letter of an image that only its old program refused, and waits until it is predicted. */
export async function replayToPrediction(url: string, imageId: string): Promise<void> {
  const { body: letters } = await call<DeadLetterSummary[]>(`${url}/dead-letters?limit=100`);
  const letter = letters.find((one) => one.imageId === imageId);
  expect(letter).toMatchObject({ obstacle: null, replays: 0 });
  const { status } = await call(`${url}/dead-letters/${letter?.id}/replay`, { method: 'POST' });
  expect(status).toBe(202);
  const request = `${url}/requests/${letter?.requestId}`;
  const isDead = async () => (await call<RequestLedger>(request)).body.deaths.map((death) => death.imageId);
  await expect.poll(isDead, patience).not.toContain(imageId);
  await expect
    .poll(async () => (await call<RequestLedger>(request)).body, patience)
    .toMatchObject({ inFlight: 0 });
}
