import { type Broker, type Cluster, type Kafka, PartitionAssigners } from 'kafkajs';
import type { SubscriptionName } from '../../broker.js';

/**
 * A consumer group for each subscription: kafkajs would give a shared group's topics to members that do not read
 * them.
 */
export function groupId({ topic, group }: SubscriptionName): string {
  return `${group}.${topic}`;
}

/** The subscription of a group's name, if it has the form `<group>.<topic>` with an existing topic. */
export function subscriptionOf(id: string, topics: ReadonlySet<string>): SubscriptionName | undefined {
  for (let dot = id.indexOf('.'); dot >= 0; dot = id.indexOf('.', dot + 1)) {
    const name = { group: id.slice(0, dot), topic: id.slice(dot + 1) };
    if (name.group && topics.has(name.topic)) return name;
  }
  return undefined;
}

export interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

/**
 * Commits offsets for a group without joining it. Kafka accepts that from any client while the group has no members.
 * (kafkajs's own `setOffsets` joins, and would take partitions from members that start at the same time.)
 */
export async function commitAsGuest(
  kafka: Kafka,
  name: SubscriptionName,
  partitions: readonly PartitionOffset[],
): Promise<void> {
  const group = groupId(name);
  const { cluster, close } = openCluster(kafka, group);
  try {
    await cluster.connect();
    await cluster.addTargetTopic(name.topic);
    const coordinator: Broker = await cluster.findGroupCoordinator({ groupId: group });
    await coordinator.offsetCommit({
      groupId: group,
      groupGenerationId: -1,
      memberId: '',
      topics: [{ topic: name.topic, partitions: [...partitions] }],
    });
  } finally {
    await close();
  }
}

/** A consumer that never runs: its assigner is the only place where kafkajs exposes the cluster. */
function openCluster(kafka: Kafka, group: string): { cluster: Cluster; close: () => Promise<void> } {
  const clusters: Cluster[] = [];
  const consumer = kafka.consumer({
    groupId: group,
    partitionAssigners: [
      (config) => {
        clusters.push(config.cluster);
        return PartitionAssigners.roundRobin(config);
      },
    ],
  });
  const [cluster] = clusters;
  if (!cluster) throw new Error('kafkajs made no assigner');
  return { cluster, close: () => consumer.disconnect() };
}
