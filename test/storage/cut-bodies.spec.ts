import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetcherWith } from './fetching.js';

const half = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.alloc(50_000),
]);
const onEnd = (cleanUp: () => Promise<void>) => onTestFinished(cleanUp);

/** Speaks so much of Cloud Storage as a download needs; `cut` bodies end before what they have announced. */
async function cloudStorage(): Promise<Server> {
  const server = createServer((request, response) => {
    const isCut = request.url?.includes('cut') ?? false;
    response.writeHead(200, { 'content-length': String(isCut ? 2 * half.length : half.length) });
    response.write(half, () => (isCut ? response.destroy() : response.end()));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

describe('a picture in Cloud Storage whose connection ends early', () => {
  it('is held at once, not after FETCH_TIMEOUT_MS, and others are read', async () => {
    const { port } = (await cloudStorage()).address() as AddressInfo;
    const settings = {
      FETCH_BUCKETS: 'gs://shots',
      FETCH_TIMEOUT_MS: '60000',
      STORAGE_EMULATOR_HOST: `http://127.0.0.1:${port}`,
    };
    const { fetch } = fetcherWith(settings, onEnd);
    await expect(fetch('gs://shots/cut.png')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      kind: 'unavailable',
      message: 'gs://shots/cut.png ended early: the connection was closed',
    });
    expect(await fetch('gs://shots/whole.png')).toEqual(half);
    const both = await Promise.allSettled([fetch('gs://shots/cut.png'), fetch('gs://shots/whole.png')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  }, 20_000);
});
