import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../support/services/server-process.js';
import { withServer } from '../support/services/with-server.js';
import { readConfig } from '../../src/configuration.js';
import { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1');

async function listening(onConnection: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const server: Server = createServer(onConnection).listen(0, host);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Nobody listens there. */
const dead = async () => `127.0.0.1:${await freePort()}`;

/** Takes connections and never answers, as a machine that hangs. */
async function silent(): Promise<string> {
  const port = await listening((socket) => {
    socket.resume().on('error', () => {});
    onTestFinished(() => void socket.destroy());
  });
  return `127.0.0.1:${port}`;
}

withServer('The addresses of KAFKA_BROKERS', inject('kafka'), (kafka) => {
  const [alive = ''] = kafka.brokers;

  /** Connects, publishes, subscribes and administers. */
  async function works(brokers: string[], timeoutMs = 4_000): Promise<void> {
    const {
      drivers: { kafka: settings },
      transport,
    } = readConfig({});
    const times = { connectTimeoutMs: timeoutMs, publishTimeoutMs: timeoutMs };
    const broker = new KafkaDriverBroker({ ...settings, brokers }, { ...transport.driver, ...times });
    onTestFinished(() => broker.close());
    const topic = `topic-${randomUUID().slice(0, 8)}`;
    const received: string[] = [];
    await broker.connect();
    await broker.publish([{ topic, value: Buffer.from('x'), headers: {} }]);
    await broker.subscribe({ topic, group: 'group', maxInFlight: 1 }, async ({ value }) => {
      received.push(Buffer.from(value ?? []).toString());
    });
    await vi.waitFor(() => expect(received).toEqual(['x']), { timeout: 20_000 });
    await vi.waitFor(async () => expect(await broker.admin.lag({ topic, group: 'group' })).toBe(0), 10_000);
    await broker.admin.deleteTopic(topic);
  }

  describe('The addresses of KAFKA_BROKERS', () => {
    it('one that answers is enough, wherever it stands in the list', async () => {
      const others = await Promise.all(Array.from({ length: 7 }, dead));
      await works([...others, alive]);
    });

    it('those that take a connection and never answer are passed over in time', async () => {
      const list = [await silent(), await silent(), alive];
      // Each begins at a place of its own.
      await Promise.all([1, 2, 3].map(() => works(list, 6_000)));
    });

    it('one that leads to something else than Kafka is passed over', async () => {
      const port = await listening((socket) => {
        socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      });
      await Promise.all([1, 2, 3].map(() => works([`127.0.0.1:${port}`, alive])));
    });

    it.skipIf(!hasIpv6)('one may be an IPv6 address in brackets', async () => {
      const [host = '', port = ''] = alive.split(':');
      const own = await listening((near) => {
        const far = connect(Number(port), host);
        near.pipe(far).pipe(near);
        for (const one of [near, far]) one.on('error', () => [near, far].map((each) => each.destroy()));
      }, '::1');
      await works([`[::1]:${own}`]);
    });
  });
});
