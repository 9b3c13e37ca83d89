import { createRequire } from 'node:module';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';

interface Entry {
  readonly correlationId: number;
  resolve(): void;
}
interface Queue {
  push(request: { entry: Entry; expectResponse: boolean; sendRequest: () => void }): void;
  fulfillRequest(response: { correlationId: number; payload: Buffer; size: number }): void;
  maybeThrottle(ms: number): void;
}
type QueueClass = new (options: object) => Queue;

const RequestQueue = createRequire(import.meta.url)(
  'kafkajs/src/network/requestQueue/index.js',
) as QueueClass;
const sent: number[] = [];
let queue: Queue;
const push = (correlationId: number) =>
  queue.push({
    entry: { correlationId, resolve: () => {} },
    expectResponse: true,
    sendRequest: () => sent.push(correlationId),
  });
const answer = (correlationId: number) =>
  queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });

// The first client sees to it that kafkajs behaves so.
beforeAll(() => import('../kafka.client.js'));

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  const logger = { namespace: () => logger, debug: () => {}, warn: () => {} };
  const clock = { maxInFlightRequests: 1, requestTimeout: 1_000, enforceRequestTimeout: false };
  queue = new RequestQueue({ ...clock, clientId: 'a', broker: 'b', logger, isConnected: () => true });
  return () => vi.useRealTimers();
});

it('sets no timer while no request waits', () => {
  push(1);
  expect(sent).toEqual([1]);
  answer(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('sends what waits once there is room for it', () => {
  push(1);
  push(2);
  expect(sent).toEqual([1]);
  answer(1);
  expect(sent).toEqual([1, 2]);
});

it('sends what a broker throttles when its time is over', () => {
  queue.maybeThrottle(500);
  push(1);
  vi.advanceTimersByTime(499);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(sent).toEqual([1]);
  answer(1);
  expect(vi.getTimerCount()).toBe(0);
});
