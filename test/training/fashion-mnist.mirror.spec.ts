import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noRealSet, realSet } from '../support/real-set.js';
import { downloadFashionMnist } from '../../src/training/dataset/fashion-mnist.mirror.js';
import { readFashionMnist } from '../../src/training/dataset/fashion-mnist.js';

let folder: string;
let servers: Server[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seamline-mirror-'));
  servers = [];
});

afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

async function mirror(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((listening) => server.once('listening', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('downloadFashionMnist', () => {
  it('keeps nothing of a file whose MD5 is wrong', async () => {
    const wrong = await mirror((_, response) => response.end('no such thing'));
    await expect(downloadFashionMnist(folder, 'test', [wrong])).rejects.toThrow(
      'none of its mirrors gave it',
    );
    expect(await readdir(folder)).toEqual(['test-mirrors-unreachable']);
  });

  it('gives up a mirror that takes the connection and says nothing', async () => {
    const silent = await mirror(() => {});
    await expect(downloadFashionMnist(folder, 'test', [silent])).rejects.toThrow(
      'none of its mirrors gave it',
    );
  });

  it.skipIf(noRealSet)(
    `takes the set from the mirror that answers, past dead and silent ones${noRealSet}`,
    async () => {
      const good = await mirror((request, response) =>
        response.end(readFileSync(join(realSet, request.url ?? ''))),
      );
      const silent = await mirror(() => {});
      await downloadFashionMnist(folder, 'test', ['http://127.0.0.1:1/', silent, good]);
      expect((await readdir(folder)).toSorted()).toEqual([
        't10k-images-idx3-ubyte.gz',
        't10k-labels-idx1-ubyte.gz',
      ]);
      expect((await readFashionMnist(folder, 'test')).size).toBe(10_000);
    },
  );
});
