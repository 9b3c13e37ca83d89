/** The offsets that a partition still has: from `first` inclusive to `end` exclusive. */
export interface KeptPartition {
  readonly partition: number;
  readonly first: bigint;
  readonly end: bigint;
  /** The time of the newest message that was removed, where the broker remembers it. */
  readonly removedUntil?: Date | undefined;
}

/**
 * The time since which a topic has lost nothing that was published to it. A partition counts by what the broker
 * remembers of its removals, else by its oldest message. Without such a memory, one that still has its very first
 * message, or never had any, has lost nothing.
 *
 * @param oldest the time of a partition's oldest message; undefined for a partition without one.
 */
export function completeSince(
  partitions: readonly KeptPartition[],
  oldest: (partition: number) => Date | undefined,
): Date {
  const times = partitions
    .filter(({ first, removedUntil }) => first > 0n || removedUntil !== undefined)
    .map(({ partition, removedUntil }) =>
      removedUntil ? removedUntil.getTime() + 1 : (oldest(partition)?.getTime() ?? Infinity),
    );
  const latest = Math.max(0, ...times);
  // The latest time that a Date can hold: nothing is certain then.
  return new Date(Math.min(latest, 8.64e15));
}
