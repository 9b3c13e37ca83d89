import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { errorText, UnavailableError } from '../../../foundation/errors/app.error.js';
import type { Consume, DriverOptions, Subscription } from '../../broker.js';
import { KafkaAssignment } from './kafka.assignment.js';
import { within } from '../../../foundation/concurrency/within.js';
import { lateAnswer } from './kafka.connection.js';
import { fromKafkaError } from './kafka.errors.js';
import { groupId } from './kafka.groups.js';
import { KafkaWork } from './kafka.work.js';

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
const restartPauseMs = 1_000;
const disconnectTimeoutMs = 5_000;

/**
 * A member of a consumer group. Fetching never waits for the work, so the member keeps its heartbeat and its place in
 * the group however long a handler takes. It waits only while enough messages for all consumers are ready.
 */
export class KafkaSubscription {
  private readonly logger = new Logger('Kafka');
  private readonly assignment = new KafkaAssignment();
  private readonly work: KafkaWork;
  private consumer: Consumer | undefined;
  private closing = false;
  private abandon: (reason: Error) => void = () => {};

  constructor(
    private readonly kafka: Kafka,
    readonly subscription: Subscription,
    private readonly options: DriverOptions,
    consume: Consume,
  ) {
    this.work = new KafkaWork(this.assignment, subscription, consume, options.commit);
  }

  /** Joins the group; resolves once partitions are assigned. */
  async start(): Promise<void> {
    const { topic } = this.subscription;
    const consumer = this.kafka.consumer({
      groupId: groupId(this.subscription),
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: maxFetchWaitMs,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: async () => !this.closing },
    });
    this.consumer = consumer;
    const joined = this.watch(consumer);
    joined.catch(() => {});
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: this.options.offsetReset === 'earliest' });
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
    this.abandon(new UnavailableError('BROKER_CLOSED', 'Kafka is closed'));
    await this.work.finish();
    const left = this.consumer?.disconnect() ?? Promise.resolve();
    await within(disconnectTimeoutMs, () => left, lateAnswer).catch(() => {});
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
    const { GROUP_JOIN, REBALANCING, CRASH } = consumer.events;
    consumer.on(REBALANCING, () => this.work.commit());
    return new Promise((resolve, reject) => {
      let joined = false;
      this.abandon = reject;
      consumer.on(GROUP_JOIN, ({ payload }) => {
        joined = true;
        this.assignment.assign(payload.memberAssignment[this.subscription.topic] ?? []);
        this.work.next();
        resolve();
      });
      consumer.on(CRASH, async ({ payload: { error, restart } }) => {
        if (restart) return;
        if (joined) await this.restart(error);
        else reject(fromKafkaError(error));
      });
    });
  }

  /**
   * Rejoins after an error that kafkajs gives up on: a member that stops for good would keep its messages waiting.
   */
  private async restart(cause: unknown): Promise<void> {
    for (let error = cause; !this.closing;) {
      this.logger.warn(`the group ${groupId(this.subscription)} is joined again after: ${errorText(error)}`);
      await sleep(restartPauseMs);
      if (this.closing) return;
      try {
        return await this.start();
      } catch (failure) {
        error = failure;
        await this.consumer?.disconnect().catch(() => {});
      }
    }
  }
}
