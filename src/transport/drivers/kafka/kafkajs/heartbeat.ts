/** The part of kafkajs's consumer group that is needed here. */
interface ConsumerGroup {
  /** The time of the last heartbeat. */
  lastRequest: number;
}

type Heartbeat = (given: { readonly interval: number }) => Promise<unknown>;

/**
 * Sends a heartbeat that is due by a clock that went back, too. kafkajs itself sends none until the clock is where it
 * was, and the group takes the member's partitions away every few seconds.
 */
export const heartbeatByAnyClock =
  (heartbeat: Heartbeat, group: ConsumerGroup): Heartbeat =>
  (given) => {
    if (group.lastRequest > Date.now()) group.lastRequest = 0;
    return heartbeat(given);
  };
