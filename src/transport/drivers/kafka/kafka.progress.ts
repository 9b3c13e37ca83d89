import { Logger } from '@nestjs/common';
import { errorText } from '../../../foundation/errors/app.error.js';
import type { SubscriptionName } from '../../broker.js';
import type { BrokerTroubles } from '../broker-troubles.js';
import type { PartitionPlace } from './kafka.admin.js';
import type { KafkaAssignment } from './kafka.assignment.js';
import { answerType, fromKafkaError } from './kafka.errors.js';
import { groupId } from './kafka.groups.js';
import type { CommitFailure } from './kafka.work.js';

type Cause = 'join_failed' | 'fetch_failed' | 'commit_failed';

/** In milliseconds. A member that may not fetch learns that sooner after it has joined. */
const calmAfterMs = 2_000;

/** What Kafka says of the group's places, or why it does not. */
export type Sight = { readonly places: readonly PartitionPlace[] } | { readonly unknown: string };

interface Waiting {
  readonly next: bigint;
  readonly since: number;
}

/**
 * Follows whether a member of a group moves on, and names what keeps it from that. A refusal is a trouble at once;
 * everything else is one when it lasts for `stalledAfterMs`.
 */
export class KafkaProgress {
  private readonly logger = new Logger('Kafka');
  private joinedAt: number | undefined;
  private leftAt = performance.now();
  private lastError: string | undefined;
  private unknownSince: number | undefined;
  /** Partitions with messages to fetch, by their numbers. */
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly name: SubscriptionName,
    private readonly troubles: BrokerTroubles,
    private readonly stalledAfterMs: number,
  ) {}

  joined(): void {
    this.joinedAt = performance.now();
    this.waiting.clear();
    this.end('join_failed');
  }

  /** The group divides its partitions again. */
  rebalancing(): void {
    if (this.joinedAt !== undefined) this.leftAt = performance.now();
    this.joinedAt = undefined;
  }

  /** The client gave up, and starts again. */
  crashed(thrown: unknown): void {
    const error = fromKafkaError(thrown);
    const wasMember = this.joinedAt !== undefined;
    this.rebalancing();
    this.retried(error.message);
    this.troubles.restarted(this.name, causeOf(thrown));
    if (error.code !== 'BROKER_REFUSED') {
      this.logger.warn(`the group ${groupId(this.name)} is joined again after: ${errorText(thrown)}`);
    } else if (wasMember) this.begin('fetch_failed', `${this.name.topic} cannot be read: ${error.message}`);
    else this.refused(error.message);
  }

  /** The client tries again by itself. */
  retried(error: string): void {
    this.lastError = error;
  }

  /** Kafka does not let the member in. */
  refused(error: string): void {
    this.end('fetch_failed');
    const { topic } = this.name;
    this.begin('join_failed', `${topic}: the group ${groupId(this.name)} cannot be joined: ${error}`);
  }

  /**
   * Looks whether the member is stuck.
   *
   * @param sight undefined while Kafka itself is away.
   */
  look(sight: Sight | undefined, assignment: KafkaAssignment, failure: CommitFailure | undefined): void {
    const now = performance.now();
    this.lookAtCommits(failure, now);
    if (this.joinedAt === undefined) {
      if (now - this.leftAt > this.stalledAfterMs) this.refused(this.lastError ?? 'no answer');
    } else if (sight && 'unknown' in sight) this.lookAtUnknown(sight.unknown, now);
    else {
      this.unknownSince = undefined;
      const stuck = sight?.places.filter((place) => this.isStuck(place, assignment, now)) ?? [];
      if (stuck.length > 0) this.begin('fetch_failed', this.stuckText(stuck));
      else if (sight && now - this.joinedAt > calmAfterMs) this.end('fetch_failed');
    }
  }

  /** The subscription ends, and its troubles with it. */
  close(): void {
    for (const cause of ['join_failed', 'fetch_failed', 'commit_failed'] as const) this.end(cause);
  }

  /** Kafka answers, but not where the partitions end: one of them has no leader. */
  private lookAtUnknown(error: string, now: number): void {
    this.unknownSince ??= now;
    const forMs = now - this.unknownSince;
    if (forMs < this.stalledAfterMs) return;
    const { topic } = this.name;
    this.begin(
      'fetch_failed',
      `${topic} cannot be read: its ends are unknown for ${seconds(forMs)}: ${error}`,
    );
  }

  private lookAtCommits(failure: CommitFailure | undefined, now: number): void {
    if (!failure) return this.end('commit_failed');
    const { since, error, partition, offset } = failure;
    if (now - since < this.stalledAfterMs) return;
    const text = `offset ${offset} of partition ${partition} was not committed for ${seconds(now - since)}`;
    this.begin('commit_failed', `${this.name.topic}: ${text}: ${error}`);
  }

  /** Messages in work are not stuck here: their delivery knows what they wait for. */
  private isStuck(
    { partition, next, end }: PartitionPlace,
    assignment: KafkaAssignment,
    now: number,
  ): boolean {
    const known = assignment.at(partition);
    const isMine = assignment.hasNumber(partition);
    const fetched = known && known.next > next ? known.next : next;
    if (!isMine || known?.busy || fetched >= end) {
      this.waiting.delete(partition);
      return false;
    }
    const { next: before, since } = this.waiting.get(partition) ?? { next: undefined, since: now };
    if (before !== fetched) this.waiting.set(partition, { next: fetched, since: now });
    return before === fetched && now - since > this.stalledAfterMs;
  }

  private stuckText(stuck: readonly PartitionPlace[]): string {
    const named = stuck.map(
      ({ partition, next, end }) =>
        `partition ${partition} has ${end - next} messages from offset ${next} on`,
    );
    const reason = this.lastError === undefined ? '' : `: ${this.lastError}`;
    return `${this.name.topic}: none was read for ${seconds(this.stalledAfterMs)}: ${named.join(', ')}${reason}`;
  }

  private begin(cause: Cause, message: string): void {
    this.troubles.begin({ cause, ...this.ownName(), message });
  }

  private end(cause: Cause): void {
    this.troubles.end({ cause, ...this.ownName() });
  }

  private ownName(): SubscriptionName {
    const { topic, group } = this.name;
    return { topic, group };
  }
}

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;

/** Kafka's own name for its answer, in lower case. */
function causeOf(thrown: unknown): string {
  const type = answerType(thrown);
  return typeof type === 'string' ? type.toLowerCase() : 'connection_lost';
}
