import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import { type AppError, toAppError, UnavailableError } from '../../../foundation/errors/app.error.js';
import { allAccepted } from '../../../foundation/concurrency/all-accepted.js';
import type { BrokerMessage } from '../../broker.js';
import { withKnownEnds } from '../../publish-failure.js';
import { isRefusal } from '../../refusal.js';
import type { PublishTroubles } from '../publish-troubles.js';
import type { KafkaAdmin } from './kafka.admin.js';
import { KafkaConnection } from './kafka.connection.js';
import { Deadlines } from './kafka.deadlines.js';
import { answerType, fromKafkaError } from './kafka.errors.js';
import type { KafkaHealth } from './kafka.health.js';
import { KafkaLanes, type RecordOutcome } from './kafka.lanes.js';
import { answeredPartitions } from './kafka.produce-answer.js';
import { endsOf } from './kafka.sendings.js';
import { type CompressionCodec, codecs } from './kafkajs/compression.js';
import { type ByPartition, KafkaPartitioner } from './kafkajs/partitioner.js';
import { type OutgoingRecord, toOutgoingRecord } from './kafkajs/records.js';

const retryPauseMs = 100;

export interface KafkaPublisherOptions {
  /** The time that a message has to be accepted. */
  readonly timeoutMs: number;
  readonly codec: CompressionCodec;
  readonly troubles: PublishTroubles;
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
      const records: OutgoingRecord[] = [];
      const fail = async (error: unknown) =>
        reject(withKnownEnds(toAppError(error), await endsOf(records, accepted)));
      const deadline = this.deadlines.begin(() => {
        const error = this.late(messages.length);
        void fail(error);
        return error;
      });
      const accepted = messages.map((message) => {
        const outgoing = toOutgoingRecord(message, deadline);
        records.push(outgoing);
        return this.lanesOf(outgoing.topic).add(outgoing);
      });
      allAccepted(accepted).then(
        () => {
          deadline.end();
          resolve();
        },
        (failure: unknown) => {
          deadline.end();
          return fail(failure);
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
    const outcomes = new Map<OutgoingRecord, RecordOutcome>();
    let left = batch;
    for (;;) {
      left = left.filter(({ record }) => !record.deadline.reason);
      const { failure, accepted } = await this.attempt(topic, left);
      for (const record of accepted) outcomes.set(record, undefined);
      left = left.filter((record) => !accepted.has(record));
      if (left.length === 0) break;
      // Kafka refuses a whole request for one of its messages: halving finds it.
      if (failure?.kind === 'invalid' && left.length > 1) {
        await this.deliverHalves(topic, left, outcomes);
        break;
      }
      if (failure && failure.code !== 'BROKER_UNAVAILABLE') {
        for (const record of left) outcomes.set(record, failure);
        break;
      }
      await sleep(retryPauseMs);
    }
    return batch.map((outgoing) =>
      outcomes.has(outgoing) ? outcomes.get(outgoing) : outgoing.record.deadline.reason,
    );
  }

  private async deliverHalves(
    topic: string,
    batch: readonly OutgoingRecord[],
    outcomes: Map<OutgoingRecord, RecordOutcome>,
  ): Promise<void> {
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      const ends = await this.deliver(topic, half);
      half.forEach((outgoing, at) => outcomes.set(outgoing, ends[at]));
    }
  }

  private async attempt(topic: string, batch: readonly OutgoingRecord[]): Promise<Attempt> {
    if (batch.length === 0) return { accepted: new Set() };
    const { timeoutMs: timeout, codec } = this.options;
    let groups: ByPartition | undefined;
    try {
      await this.admin.ensureTopic(topic);
      await this.connection.use((producer) => {
        const records = batch.map(({ record }) => record);
        const messages = this.partitioner.grouped(records, (placed) => (groups = placed));
        return producer.send({ topic, messages, timeout, compression: codecs.indexOf(codec) });
      });
      this.health.answered();
      this.options.troubles.accepted(topic);
      return { accepted: new Set(batch) };
    } catch (thrown) {
      const failure = this.failureOf(thrown, topic);
      if (!groups) return { failure, accepted: new Set() };
      const { accepted, refused } = answeredRecords(thrown, groups);
      // Kafka has nothing of them from this request.
      if (isRefusal(failure)) for (const record of refused) record.sendings -= 1;
      return { failure, accepted: new Set(batch.filter(({ record }) => accepted.has(record))) };
    }
  }

  private failureOf(thrown: unknown, topic: string): AppError {
    const error = fromKafkaError(thrown);
    const answer = answerType(thrown);
    this.options.troubles.failed(topic, error);
    if (answer === 'UNKNOWN_TOPIC_OR_PARTITION') this.admin.forgetTopic(topic);
    if (answer === undefined && error.kind === 'unavailable') this.health.lost(error);
    return error;
  }
}

interface Attempt {
  /** Undefined when everything was accepted. */
  readonly failure?: AppError;
  readonly accepted: ReadonlySet<OutgoingRecord>;
}

type Row = OutgoingRecord['record'];

/** Kafka accepts some partitions of a request although it refuses others. */
function answeredRecords(
  thrown: unknown,
  groups: ByPartition,
): { readonly accepted: ReadonlySet<Row>; readonly refused: ReadonlySet<Row> } {
  const { accepted, refused } = answeredPartitions(thrown);
  const recordsOf = (partitions: readonly number[]) =>
    new Set(partitions.flatMap((partition) => groups[partition] ?? []));
  return { accepted: recordsOf(accepted), refused: recordsOf(refused) };
}
