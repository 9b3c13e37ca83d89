import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { kafkaBroker } from '../support/kafka-broker.js';
import { ifAvailable } from '../support/services/if-available.js';
import { startKafkaCluster } from '../support/services/kafka-cluster.js';
import { withServer } from '../support/services/with-server.js';

withServer('A cluster of Kafka', await ifAvailable(startKafkaCluster), (cluster) => {
  it('a partition whose only broker died is named until that is back', { timeout: 180_000 }, async () => {
    onTestFinished(() => cluster.stop());
    const broker = kafkaBroker({
      KAFKA_BROKERS: cluster.brokers.join(','),
      KAFKA_REPLICATION_FACTOR: '1',
      KAFKA_PARTITIONS: '6',
      STALLED_AFTER_MS: '2000',
    });
    await broker.connect();
    const topic = `leaderless-${randomUUID().slice(0, 8)}`;
    await broker.subscribe({ topic, group: 'group', maxInFlight: 10 }, async () => {});
    const causes = () => broker.troubles.map(({ cause, message }) => `${cause} ${message}`);
    await cluster.kill(0);
    await expect
      .poll(causes, { timeout: 60_000 })
      .toEqual([
        expect.stringMatching(
          new RegExp(`^fetch_failed ${topic} cannot be read: its ends are unknown for \\d+ s: .*leader`, 'i'),
        ),
      ]);
    await cluster.restart(0);
    await expect.poll(causes, { timeout: 60_000 }).toEqual([]);
  });
});
