interface CoordinatorSearch {
  readonly groupId: string;
}

type Find = (search: CoordinatorSearch) => Promise<unknown>;

interface FoundBroker {
  readonly broker: { findGroupCoordinator(search: CoordinatorSearch): Promise<unknown> };
}

/** The part of kafkajs's own type that is needed here. */
interface Cluster {
  readonly brokerPool: { withBroker<T>(ask: (found: FoundBroker) => Promise<T>): Promise<T | null> };
}

/**
 * Names the answer when no broker names the group's coordinator. kafkajs says "not found" even where Kafka said that
 * this user may not ask for the group.
 */
export const nameRefusedCoordinator =
  (find: Find, cluster: Cluster): Find =>
  async (search) => {
    try {
      return await find(search);
    } catch (error) {
      throw (await refusalOf(cluster, search)) ?? error;
    }
  };

function refusalOf({ brokerPool }: Cluster, search: CoordinatorSearch): Promise<unknown> {
  return brokerPool.withBroker(({ broker }) =>
    broker.findGroupCoordinator(search).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}
