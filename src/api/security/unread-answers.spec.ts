import { FastifyAdapter } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { endUnreadAnswers } from './unread-answers.js';

const standstillMs = 150;

it('an answer that nobody reads ends; one that has nothing to send yet goes on', async () => {
  const fastify = new FastifyAdapter().getInstance();
  endUnreadAnswers(fastify, standstillMs);
  const over: string[] = [];
  fastify.get('/large', (_request, reply) => {
    reply.raw.once('close', () => over.push('large'));
    return Buffer.alloc(50_000_000);
  });
  fastify.get('/late', async () => {
    await pause(standstillMs * 4);
    return 'late';
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => fastify.close());
  const { port } = fastify.server.address() as AddressInfo;
  const deaf = connect({ port, host: '127.0.0.1' });
  deaf.on('error', () => undefined).pause();
  onTestFinished(() => void deaf.destroy());
  await once(deaf, 'connect');
  deaf.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expect(await (await fetch(`http://127.0.0.1:${port}/late`)).text()).toBe('late');
  await expect.poll(() => over).toEqual(['large']);
});
