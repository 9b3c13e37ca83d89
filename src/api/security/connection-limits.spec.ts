import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { limitConnections } from './connection-limits.js';
import { connectionLimits } from './file-descriptors.js';

describe('Connections', () => {
  const lines: string[] = [];

  beforeEach(() => {
    lines.length = 0;
    const warn = (text: string) => lines.push(text);
    Logger.overrideLogger({ log: () => {}, error: () => {}, warn } as never);
  });
  afterEach(() => Logger.overrideLogger(['log', 'error', 'warn']));

  const start = async (inAll: number, ofAddress: number, proxies?: string[]) => {
    const server = createServer((_request, response) => response.end('hello'));
    limitConnections(server, { inAll, ofAddress }, proxies);
    server.listen(0);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return server;
  };
  const open = async (server: Server, localAddress: string, asks = true): Promise<Socket> => {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', localAddress });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    if (asks) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return socket;
  };
  const isServed = (socket: Socket) =>
    new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true)).once('close', () => resolve(false));
    });

  it('of one address are bounded, and others come in', async () => {
    const server = await start(100, 3);
    const first = await Promise.all([1, 2, 3].map(() => open(server, '127.0.0.2')));
    expect(await Promise.all(first.map(isServed))).toEqual([true, true, true]);
    expect(await isServed(await open(server, '127.0.0.2'))).toBe(false);
    expect(await isServed(await open(server, '127.0.0.2'))).toBe(false);
    expect(await isServed(await open(server, '127.0.0.3'))).toBe(true);
    expect(lines).toEqual(['127.0.0.2 has 3 connections open, no more of it are taken']);
    first[0]?.destroy();
    await expect.poll(async () => isServed(await open(server, '127.0.0.2'))).toBe(true);
  });

  it.each(['127.0.0.2', '127.0.0.0/29'])(
    'of a trusted proxy %s have no bound of their own',
    async (proxy) => {
      const server = await start(100, 1, [proxy]);
      const all = await Promise.all([1, 2, 3].map(() => open(server, '127.0.0.2')));
      expect(await Promise.all(all.map(isServed))).toEqual([true, true, true]);
    },
  );

  it('without a request make place where all are taken', async () => {
    const server = await start(3, 100);
    const idle = await Promise.all([1, 2, 3].map(() => open(server, '127.0.0.2')));
    expect(await Promise.all(idle.map(isServed))).toEqual([true, true, true]);
    await expect.poll(async () => isServed(await open(server, '127.0.0.3'))).toBe(true);
    expect(lines).toEqual([expect.stringMatching(/^3 connections are open, .* from .*127\.0\.0\.3$/)]);
  });

  it('are refused where all are taken by clients that have asked nothing yet', async () => {
    const server = await start(2, 100);
    const silent = await Promise.all([1, 2].map(() => open(server, '127.0.0.2', false)));
    expect(await isServed(await open(server, '127.0.0.3'))).toBe(false);
    silent[0]?.destroy();
    await expect.poll(async () => isServed(await open(server, '127.0.0.3'))).toBe(true);
  });

  it('leave a fifth of the file descriptors to files', () => {
    const of = (descriptors?: number) => {
      const { http, grpc } = connectionLimits(descriptors);
      return [http.inAll, http.ofAddress, grpc.inAll, grpc.ofAddress];
    };
    expect(of(Infinity)).toEqual([10_000, 1_000, 1_000, 200]);
    expect(of(1_000)).toEqual([700, 350, 100, 50]);
    expect(Math.min(...of())).toBeGreaterThan(0);
  });
});
