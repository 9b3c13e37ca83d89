import { createRequire } from 'node:module';
import { beforeAll, expect, it, vi } from 'vitest';

interface Group {
  memberId: string;
  coordinator: { heartbeat(): Promise<void> };
  heartbeat(given: { readonly interval: number }): Promise<void>;
}

// The first client sees to it that kafkajs behaves so.
beforeAll(() => import('../kafka.client.js'));

it('goes on when the clock goes back, and is not sent more often', async () => {
  const ConsumerGroup = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup.js') as new (
    options: object,
  ) => Group;
  let sent = 0;
  const logger = { namespace: () => logger };
  const group = new ConsumerGroup({ logger, instrumentationEmitter: { emit: () => undefined } });
  group.memberId = 'member';
  group.coordinator = { heartbeat: async () => void (sent += 1) };
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() - 3_600_000);
  await group.heartbeat({ interval: 3_000 });
  await group.heartbeat({ interval: 3_000 });
  vi.useRealTimers();
  expect(sent).toBe(1);
});
