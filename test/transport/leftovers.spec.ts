import { randomUUID } from 'node:crypto';
import { firstValueFrom, timeout } from 'rxjs';
import { expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { clientReplies } from '../../src/foundation/settings/reply-topics.js';
import { TopicReader } from '../../src/tools/verification/topic-reader.js';
import type { Broker } from '../../src/transport/broker.js';
import { driverOf } from '../../src/transport/drivers/index.js';
import { BrokerClient } from '../../src/transport/nest/broker.client.js';
import { BrokerStrategy } from '../../src/transport/nest/broker.strategy.js';
import { temporaryName, verifyGroups } from '../../src/transport/temporary-names.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings } from '../support/test-application.js';

const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);

const cases = (name: string, settings: Record<string, string>) => {
  async function open(own: Record<string, string>): Promise<Broker> {
    const config = readConfig({ ...own, ...settings });
    const broker = await driverOf(name).open(config.drivers[name], config.transport.driver);
    onTestFinished(() => broker.close());
    await broker.connect();
    return broker;
  }

  it(`the topic of a killed client of ${name} is swept by the next one, one in use and a young one are not`, async () => {
    const own = await ownSettings();
    const [broker, other] = [await open(own), await open(own)];
    const dead = temporaryName(clientReplies, twoDaysAgo);
    const [alive, young] = [temporaryName(clientReplies, twoDaysAgo), temporaryName(clientReplies)];
    for (const topic of [dead, young]) await other.admin.createSubscription({ topic, group: 'replies' });
    await other.subscribe({ topic: alive, group: 'replies', maxInFlight: 1 }, async () => {});
    onTestFinished(async () => {
      for (const topic of [alive, young]) await broker.admin.deleteTopic(topic);
    });
    const pattern = `double-${randomUUID().slice(0, 8)}`;
    const strategy = new BrokerStrategy(broker, { groupId: 'test', maxInFlight: 1 });
    strategy.addHandler(pattern, async (n: number) => n * 2, false);
    await new Promise<void>((resolve) => strategy.listen(resolve));
    const client = new BrokerClient(broker, { ownsBroker: false });
    expect(await firstValueFrom(client.send(pattern, 21).pipe(timeout(20_000)))).toBe(42);
    await expect.poll(() => broker.admin.listTopics(), { timeout: 15_000 }).not.toContain(dead);
    const topics = await broker.admin.listTopics();
    expect(topics).toEqual(expect.arrayContaining([alive, young]));
    const mine = topics.filter((topic) => topic.startsWith(clientReplies) && ![alive, young].includes(topic));
    const counts = await Promise.all(mine.map((topic) => broker.admin.partitions(topic)));
    expect(counts).toContain(1);
    await client.close();
    await expect
      .poll(async () => (await broker.admin.listTopics()).filter((topic) => mine.includes(topic)))
      .toHaveLength(mine.length - 1);
  });

  it(`the groups of a verify on ${name} that was killed are deleted by the next one`, async () => {
    const own = await ownSettings();
    const config = readConfig({ ...own, ...settings });
    const broker = await open(own);
    const left = { topic: config.transport.topics.images, group: temporaryName(verifyGroups, twoDaysAgo) };
    await broker.admin.createSubscription(left);
    const reader = await TopicReader.open(name, config);
    await expect.poll(() => broker.admin.listSubscriptions()).not.toContainEqual(left);
    await reader.close();
  });
};

cases('embedded', {});
withServer('Kafka', inject('kafka'), ({ brokers }) => cases('kafka', { KAFKA_BROKERS: brokers.join(',') }));

it('the groups of a verify that was killed do not hold back the retention of an embedded broker for ever', async () => {
  const own = await ownSettings();
  const config = readConfig(own);
  const open = () => driverOf('embedded').open(config.drivers.embedded, config.transport.driver);
  const first = await open();
  await first.connect();
  const left = { topic: 'images', group: temporaryName(verifyGroups, twoDaysAgo) };
  await first.admin.createSubscription(left);
  await first.close();
  const second = await open();
  onTestFinished(() => second.close());
  await second.connect();
  await expect.poll(() => second.admin.listSubscriptions()).toEqual([]);
});
