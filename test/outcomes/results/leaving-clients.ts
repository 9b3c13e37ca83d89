import { setTimeout as pause } from 'node:timers/promises';
import { send } from '../../support/raw-http.js';

/** The counts when no long answer is open. */
export const none = { stream: 0, wait: 0, export: 0, list: 0 };
export const pushOne = '/push-to-consumer?start_idx=0&end_idx=1';

/** Every endpoint whose answer may take long. */
export const longEndpoints = (requestId: string): readonly string[] => [
  '/predictions/stream',
  `/v2/jobs/${requestId}/events`,
  `/requests/${requestId}/labels?wait=300`,
  `${pushOne}&wait=300`,
  '/predictions.csv',
  '/predictions.ndjson?label=Bag',
  '/predictions?label=Bag',
];

/** A request as it is sent. */
export const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** So many requests whose clients reset the connection after 0 to 3 ms: before, while and after they are answered. */
export async function sendAndReset(url: string, path: string, count: number): Promise<void> {
  const atOnce = 50;
  for (let sent = 0; sent < count; sent += atOnce) {
    const one = async (_: unknown, at: number) => {
      const socket = await send(url, get(path));
      if (at % 5 > 0) await pause((at % 5) - 1);
      socket.resetAndDestroy();
    };
    await Promise.all(Array.from({ length: atOnce }, one));
  }
}
