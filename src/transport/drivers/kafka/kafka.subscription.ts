import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Consume, DriverOptions, Subscription } from '../../broker.js';
import { KafkaAssignment } from './kafka.assignment.js';
import { within } from '../../../foundation/concurrency/within.js';
import { lateAnswer } from './kafka.connection.js';
import { kafkaClosedError, fromKafkaError } from './kafka.errors.js';
import { groupId } from './kafka.groups.js';
import type { KafkaProgress, Sight } from './kafka.progress.js';
import { type Commit, KafkaWork } from './kafka.work.js';

const sessionTimeoutMs = 10_000;
/**
 * In milliseconds. A member also learns of a rebalance this soon. Not shorter: when a heartbeat is due at the moment
 * a broker goes away, kafkajs leaves its place in the group. It then waits for its own session to expire.
 */
const heartbeatMs = 3_000;
/** In milliseconds. How often a member that waits for its consumers checks whether a heartbeat is due. */
const heartbeatCheckMs = 500;
/** In milliseconds. A fetch that finds nothing waits this long, and a close waits for the fetch. */
const maxFetchWaitMs = 500;
/** In milliseconds. Partitions that are added are read so much later at most. */
const newPartitionsMs = 60_000;
const restartPauseMs = 1_000;
const disconnectTimeoutMs = 5_000;

interface MemberParts {
  readonly kafka: Kafka;
  readonly options: DriverOptions;
  readonly progress: KafkaProgress;
}

/**
 * A member of a consumer group. Fetching never waits for the work, so the member keeps its heartbeat and its place in
 * the group however long a handler takes. It waits only while enough messages for all consumers are ready.
 */
export class KafkaSubscription {
  private readonly assignment = new KafkaAssignment();
  private readonly work: KafkaWork;
  private consumer: Consumer | undefined;
  /** Whether kafkajs starts, and is no member yet. */
  private joining = false;
  private closing = false;
  private abandon: (reason: Error) => void = () => {};

  constructor(
    readonly subscription: Subscription,
    private readonly parts: MemberParts,
    consume: Consume,
  ) {
    this.work = new KafkaWork(this.assignment, subscription, consume, parts.options.commit);
  }

  /** Whether messages may wait for this member: only then it makes sense to ask Kafka for their number. */
  get mayWait(): boolean {
    return this.assignment.isAssigned;
  }

  /** @param sight the group's places; undefined while Kafka is away. */
  look(sight: Sight | undefined): void {
    if (!this.closing) this.parts.progress.look(sight, this.assignment, this.work.commitFailure);
  }

  /**
   * Joins the group; resolves once partitions are assigned.
   *
   * @throws AppError `BROKER_REFUSED` when Kafka does not let it in.
   */
  async start(): Promise<void> {
    const { topic } = this.subscription;
    const { kafka } = this.parts;
    const consumer = kafka.consumer({
      groupId: groupId(this.subscription),
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: maxFetchWaitMs,
      metadataMaxAge: newPartitionsMs,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => !this.closing },
    });
    this.consumer = consumer;
    this.work.commitWith(commitBy(consumer));
    const joined = this.watch(consumer);
    joined.catch(() => {});
    await consumer.connect();
    // The group's start is committed already; a partition without a commit was added since then.
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    if (this.closing) throw kafkaClosedError();
    this.joining = true;
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1_000,
      eachBatch: (payload) => this.receive(payload),
    });
    await joined;
  }

  /** Starts no more work, waits for running work, commits it and leaves the group. */
  async close(): Promise<void> {
    this.closing = true;
    this.abandon(kafkaClosedError());
    this.parts.progress.close();
    await this.work.finish();
    await within(disconnectTimeoutMs, () => this.leave(), lateAnswer).catch(() => {});
  }

  /** Ends a member whose `start` failed. */
  async abandonStart(): Promise<void> {
    this.closing = true;
    await this.leave().catch(() => {});
  }

  /** Waits for a join that is under way: kafkajs would forget the member, which then joins and stays. */
  private async leave(): Promise<void> {
    const { consumer } = this;
    if (!consumer) return;
    const { GROUP_JOIN, CRASH } = consumer.events;
    if (this.joining) {
      await new Promise<void>((resolve) => {
        for (const ended of [GROUP_JOIN, CRASH]) consumer.on(ended, () => resolve());
      });
    }
    // The event comes a moment before kafkajs knows itself that it runs.
    await nextTurn();
    await consumer.disconnect();
  }

  private async receive(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat } = payload;
    const partition = this.assignment.add(batch);
    if (!partition) return;
    payload.resolveOffset(batch.lastOffset());
    this.work.commitWith(payload.commitOffsetsIfNecessary);
    this.work.added(partition, payload.pause);
    while (this.work.full) {
      await this.work.room(heartbeatCheckMs);
      await heartbeat();
    }
  }

  private watch(consumer: Consumer): Promise<void> {
    const { GROUP_JOIN, REBALANCING, CRASH, END_BATCH_PROCESS } = consumer.events;
    consumer.on(REBALANCING, () => {
      this.parts.progress.rebalancing();
      return this.work.commit();
    });
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0) this.skip(payload);
    });
    return new Promise((resolve, reject) => {
      let joined = false;
      this.abandon = reject;
      consumer.on(GROUP_JOIN, ({ payload }) => {
        joined = true;
        this.joining = false;
        this.parts.progress.joined();
        this.assignment.assign(payload.memberAssignment[this.subscription.topic] ?? []);
        this.work.next();
        resolve();
      });
      consumer.on(CRASH, async ({ payload: { error, restart } }) => {
        if (!this.closing) this.parts.progress.crashed(error);
        this.joining = restart;
        if (restart) return;
        if (joined) await this.restart();
        else reject(fromKafkaError(error));
      });
    });
  }

  /**
   * Rejoins after an error that kafkajs gives up on: a member that stops for good would keep its messages waiting.
   */
  private async restart(): Promise<void> {
    while (!this.closing) {
      await sleep(restartPauseMs);
      if (this.closing) return;
      try {
        return await this.start();
      } catch {
        await this.consumer?.disconnect().catch(() => {});
      }
    }
  }

  /** kafkajs hands over no batch without a message for us, but names its offsets. */
  private skip({ partition, firstOffset, lastOffset }: Offsets): void {
    if (this.assignment.skip(partition, firstOffset ?? lastOffset, lastOffset)) this.work.skipped();
  }
}

interface Offsets {
  readonly partition: number;
  /** Null, against its type, when the whole batch is before the offset that was asked for. */
  readonly firstOffset: string | null;
  readonly lastOffset: string;
}

/** For a member that has not yet received a message, and with it a way to commit without retries. */
const commitBy =
  (consumer: Consumer): Commit =>
  async ({ topics = [] } = { topics: [] }) => {
    const offsets = topics.flatMap(({ topic, partitions }) => partitions.map((each) => ({ topic, ...each })));
    await consumer.commitOffsets(offsets);
  };
