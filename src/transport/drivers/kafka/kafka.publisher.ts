import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import { type AppError, UnavailableError } from '../../../foundation/errors/app.error.js';
import { allAccepted } from '../../../foundation/concurrency/all-accepted.js';
import type { BrokerMessage } from '../../broker.js';
import type { KafkaAdmin } from './kafka.admin.js';
import { KafkaConnection } from './kafka.connection.js';
import { Deadlines } from './kafka.deadlines.js';
import { answerType, fromKafkaError } from './kafka.errors.js';
import type { KafkaHealth } from './kafka.health.js';
import { KafkaLanes, type RecordOutcome } from './kafka.lanes.js';
import { type CompressionCodec, codecs } from './kafkajs/compression.js';
import { KafkaPartitioner } from './kafkajs/partitioner.js';
import { type OutgoingRecord, toOutgoingRecord } from './kafkajs/records.js';

const retryPauseMs = 100;

export interface KafkaPublisherOptions {
  /** The time that a message has to be accepted. */
  readonly timeoutMs: number;
  readonly codec: CompressionCodec;
}

/**
 * Sends messages in few requests, because kafkajs makes one of every call. Sends nothing of a message after its
 * rejection.
 */
export class KafkaPublisher {
  private readonly connection: KafkaConnection<Producer>;
  private readonly lanes = new Map<string, KafkaLanes>();
  private readonly deadlines: Deadlines;
  private readonly partitioner = new KafkaPartitioner();

  constructor(
    kafka: Kafka,
    private readonly admin: KafkaAdmin,
    private readonly health: KafkaHealth,
    private readonly options: KafkaPublisherOptions,
  ) {
    this.deadlines = new Deadlines(options.timeoutMs);
    this.connection = new KafkaConnection(() =>
      kafka.producer({ createPartitioner: this.partitioner.create, allowAutoTopicCreation: false }),
    );
  }

  async connect(): Promise<void> {
    await this.connection.use(async () => {});
  }

  publish(messages: readonly BrokerMessage[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = this.deadlines.begin(() => {
        const error = this.late(messages.length);
        reject(error);
        return error;
      });
      const accepted = messages.map((message) => {
        const outgoing = toOutgoingRecord(message, deadline);
        return this.lanesOf(outgoing.topic).add(outgoing);
      });
      allAccepted(accepted).then(
        () => {
          deadline.end();
          resolve();
        },
        (failure: unknown) => {
          deadline.end();
          reject(failure as Error);
        },
      );
    });
  }

  /** Sends all accepted messages, each before its own deadline. */
  async finish(): Promise<void> {
    await Promise.all([...this.lanes.values()].map((lane) => lane.close()));
  }

  async disconnect(): Promise<void> {
    await this.connection.close();
  }

  private late(count: number): AppError {
    const { lastError = 'no answer' } = this.health.status;
    const text = `Kafka did not accept ${count} messages within ${this.options.timeoutMs} ms: ${lastError}`;
    return new UnavailableError('BROKER_UNAVAILABLE', text);
  }

  private lanesOf(topic: string): KafkaLanes {
    let lanes = this.lanes.get(topic);
    if (!lanes) {
      lanes = new KafkaLanes((batch) => this.deliver(topic, batch));
      this.lanes.set(topic, lanes);
    }
    return lanes;
  }

  /** One outcome for each message. */
  private async deliver(topic: string, batch: readonly OutgoingRecord[]): Promise<RecordOutcome[]> {
    for (;;) {
      const live = batch.filter(({ record }) => !record.deadline.reason);
      const failure = live.length > 0 ? await this.attempt(topic, live) : undefined;
      const split = failure?.code === 'MESSAGE_TOO_LARGE' && batch.length > 1;
      if (split) return this.deliverHalves(topic, batch);
      if (failure?.code !== 'BROKER_UNAVAILABLE')
        return batch.map(({ record }) => record.deadline.reason ?? failure);
      await sleep(retryPauseMs);
    }
  }

  /** A topic may allow less than the default: halving finds the message that is too large. */
  private async deliverHalves(topic: string, batch: readonly OutgoingRecord[]): Promise<RecordOutcome[]> {
    const middle = Math.ceil(batch.length / 2);
    const first = await this.deliver(topic, batch.slice(0, middle));
    return [...first, ...(await this.deliver(topic, batch.slice(middle)))];
  }

  private async attempt(topic: string, batch: readonly OutgoingRecord[]): Promise<RecordOutcome> {
    try {
      await this.admin.ensureTopic(topic);
      const messages = this.partitioner.grouped(batch.map(({ record }) => record));
      const { timeoutMs: timeout, codec } = this.options;
      const compression = codecs.indexOf(codec);
      await this.connection.use((producer) => producer.send({ topic, messages, timeout, compression }));
      this.health.answered();
      return undefined;
    } catch (thrown) {
      const error = fromKafkaError(thrown);
      const answer = answerType(thrown);
      if (answer === 'UNKNOWN_TOPIC_OR_PARTITION') this.admin.forgetTopic(topic);
      if (answer === undefined && error.kind === 'unavailable') this.health.lost(error);
      return error;
    }
  }
}
