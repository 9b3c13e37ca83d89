import { expect } from 'vitest';
import type { EventSource } from '../../src/events/prediction.event.js';

export interface Pushed {
  readonly requestId: string;
  readonly accepted: number;
  readonly links: { readonly request: string; readonly predictions: string };
}

export interface StoredPrediction {
  readonly seq: number;
  readonly imageIndex: number;
  readonly label: string;
  readonly trueLabel: string;
  readonly broker: string;
  readonly source: EventSource;
}

/** The status and the JSON body of an answer. */
export async function call<Body>(url: string, init?: RequestInit): Promise<{ status: number; body: Body }> {
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Body };
}

/** Pushes a range and checks that it was taken. */
export async function push(url: string, path: string, start: number, end: number): Promise<Pushed> {
  const { status, body } = await call<Pushed>(`${url}/${path}?start_idx=${start}&end_idx=${end}`, {
    method: 'POST',
  });
  expect(status, JSON.stringify(body)).toBe(202);
  expect(body.accepted).toBe(end - start);
  return body;
}

/** Waits until every image of the request is predicted, and answers the predictions in order. */
export async function predictionsOf(url: string, { accepted, links }: Pushed): Promise<StoredPrediction[]> {
  await expect
    .poll(async () => (await call(url + links.request)).body, { timeout: 60_000, interval: 100 })
    .toMatchObject({ accepted, predicted: accepted, dead: 0, inFlight: 0 });
  const { body } = await call<StoredPrediction[]>(`${url}${links.predictions}?limit=10000`);
  return body;
}

/** Waits for the first prediction, so that what follows comes in the middle of the work. */
export async function untilSomePredicted(url: string): Promise<void> {
  await expect
    .poll(async () => (await call<{ predicted?: number }>(`${url}/ledger`)).body.predicted, {
      interval: 10,
      timeout: 20_000,
    })
    .toBeGreaterThan(0);
}

/** Every index of the range once, in order, and most labels right. */
export function expectWholeRange(predictions: readonly StoredPrediction[], start: number, end: number): void {
  const indexes = Array.from({ length: end - start }, (_, offset) => start + offset);
  expect(predictions.map(({ imageIndex }) => imageIndex)).toEqual(indexes);
  const right = predictions.filter(({ label, trueLabel }) => label === trueLabel);
  expect(right.length / predictions.length).toBeGreaterThan(0.8);
}

/** Each prediction tells where its image lay: a place of its own, in the terms of its broker. */
export function expectOwnPlaces(predictions: readonly StoredPrediction[], topic: string): void {
  for (const { broker, source } of predictions) {
    const place =
      broker === 'pubsub'
        ? { messageId: expect.stringMatching(/./) }
        : { partition: expect.any(Number), offset: expect.stringMatching(/^\d+$/) };
    expect(source).toEqual({ topic, ...place });
  }
  expect(new Set(predictions.map(({ source }) => JSON.stringify(source))).size).toBe(predictions.length);
}
