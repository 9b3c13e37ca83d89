interface CoordinatorSearch {
  readonly groupId: string;
}

interface FoundBroker {
  readonly broker: { findGroupCoordinator(search: CoordinatorSearch): Promise<unknown> };
}

interface Cluster {
  readonly brokerPool: { withBroker<T>(ask: (found: FoundBroker) => Promise<T>): Promise<T | null> };
  findGroupCoordinatorMetadata(search: CoordinatorSearch): Promise<unknown>;
}

interface ClusterClass {
  (): unknown;
  readonly prototype: Cluster;
}

/**
 * Makes kafkajs name the answer when no broker names the group's coordinator. It says "not found" even where Kafka
 * said that this user may not ask for the group.
 */
export function nameRefusedCoordinator(clusterClass: ClusterClass): ClusterClass {
  const { prototype } = clusterClass;
  const find = prototype.findGroupCoordinatorMetadata;
  prototype.findGroupCoordinatorMetadata = async function (this: Cluster, search) {
    try {
      return await find.call(this, search);
    } catch (error) {
      throw (await refusalOf(this, search)) ?? error;
    }
  };
  return clusterClass;
}

async function refusalOf({ brokerPool }: Cluster, search: CoordinatorSearch): Promise<unknown> {
  const answer = await brokerPool.withBroker(({ broker }) =>
    broker.findGroupCoordinator(search).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  return answer ?? undefined;
}
