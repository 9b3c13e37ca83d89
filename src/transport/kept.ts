/** The offsets that a partition still has: from `first` inclusive to `end` exclusive. */
export interface KeptPartition {
  readonly partition: number;
  readonly first: bigint;
  readonly end: bigint;
  /** The time of the newest message that was removed, where the broker remembers it. */
  readonly removedUntil?: Date | undefined;
}

/**
 * The time from which on nothing that was published to a topic has been removed: by what the broker remembers of it,
 * else by the oldest messages that its partitions still have. A partition that still has its very first message, or never had one,
 * has lost nothing, unless the broker remembers otherwise.
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
