import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import { type AppError, UnavailableError } from '../../errors/app.error.js';
import { Batcher } from '../batcher.js';
import type { BrokerMessage } from '../broker.js';
import type { KafkaAdmin } from './kafka.admin.js';
import { KafkaConnection } from './kafka.connection.js';
import { answerType, toBrokerError } from './kafka.errors.js';
import type { KafkaHealth } from './kafka.health.js';
import { byPartitionKey, type Outgoing, toOutgoing } from './kafka.records.js';

/** Requests in flight per topic. Each lane sends one at a time, so a retry cannot overtake its successor. */
const lanes = 4;
const maxRecords = 500;
/** Under Kafka's default limit of 1 MiB a batch: only a message that is too large by itself is refused. */
const maxBytes = 900_000;
const retryPauseMs = 100;

type Lane = Batcher<Outgoing, AppError | undefined>;

/** Sends messages in few requests, since kafkajs makes one of every call; nothing is sent after its rejection. */
export class KafkaPublisher {
  private readonly connection: KafkaConnection<Producer>;
  private readonly lanes = new Map<string, Lane>();
  private turn = 0;

  constructor(
    kafka: Kafka,
    private readonly admin: KafkaAdmin,
    private readonly health: KafkaHealth,
    private readonly timeoutMs: number,
  ) {
    this.connection = new KafkaConnection(() =>
      kafka.producer({ createPartitioner: byPartitionKey, allowAutoTopicCreation: false }),
    );
  }

  async connect(): Promise<void> {
    await this.connection.use(async () => {});
  }

  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    const deadline = new AbortController();
    const expired = new Promise<[AppError]>((resolve) => {
      deadline.signal.addEventListener('abort', () => resolve([deadline.signal.reason as AppError]));
    });
    const timer = setTimeout(() => {
      const { lastError = 'no answer' } = this.health.status;
      const text = `Kafka did not accept ${messages.length} messages within ${this.timeoutMs} ms: ${lastError}`;
      deadline.abort(new UnavailableError('BROKER_UNAVAILABLE', text));
    }, this.timeoutMs);
    const outgoing = messages.map((message) => toOutgoing(message, deadline.signal));
    const accepted = Promise.all(outgoing.map((one) => this.lane(one).add(one)));
    const outcomes = await Promise.race([accepted, expired]).finally(() => clearTimeout(timer));
    const failure = outcomes.find((outcome) => outcome !== undefined);
    if (failure) throw failure;
  }

  /** Sends what was accepted, each message within its own time. */
  async finish(): Promise<void> {
    await Promise.all([...this.lanes.values()].map((lane) => lane.close()));
  }

  async disconnect(): Promise<void> {
    await this.connection.close();
  }

  /** Messages that share a key share a lane, which keeps their order. */
  private lane({ topic, record }: Outgoing): Lane {
    const key = record.partitionKey ?? record.key;
    const name = `${key == null ? (this.turn = (this.turn + 1) % lanes) : hash(String(key)) % lanes}/${topic}`;
    let lane = this.lanes.get(name);
    if (!lane) {
      lane = new Batcher((batch: readonly Outgoing[]) => this.deliver(topic, batch), {
        maxItems: maxRecords,
        maxBytes,
        sizeBytes: ({ sizeBytes }) => sizeBytes,
      });
      this.lanes.set(name, lane);
    }
    return lane;
  }

  /** One outcome for each message: undefined once the broker has it. */
  private async deliver(topic: string, batch: readonly Outgoing[]): Promise<(AppError | undefined)[]> {
    for (;;) {
      const live = batch.filter(({ signal }) => !signal.aborted);
      const failure = live.length > 0 ? await this.attempt(topic, live) : undefined;
      const split = failure?.code === 'MESSAGE_TOO_LARGE' && batch.length > 1;
      if (split) return this.deliverHalves(topic, batch);
      if (failure?.code !== 'BROKER_UNAVAILABLE') return batch.map(({ signal }) => outcome(signal, failure));
      await sleep(retryPauseMs);
    }
  }

  /** A topic may allow less than the default: halving finds the message that is too large. */
  private async deliverHalves(topic: string, batch: readonly Outgoing[]): Promise<(AppError | undefined)[]> {
    const middle = Math.ceil(batch.length / 2);
    const first = await this.deliver(topic, batch.slice(0, middle));
    return [...first, ...(await this.deliver(topic, batch.slice(middle)))];
  }

  private async attempt(topic: string, batch: readonly Outgoing[]): Promise<AppError | undefined> {
    try {
      await this.admin.ensureTopic(topic);
      await this.connection.use((producer) =>
        producer.send({ topic, messages: batch.map(({ record }) => record), timeout: this.timeoutMs }),
      );
      this.health.answered();
      return undefined;
    } catch (thrown) {
      const error = toBrokerError(thrown);
      const answer = answerType(thrown);
      if (answer === 'UNKNOWN_TOPIC_OR_PARTITION') this.admin.forgetTopic(topic);
      if (answer === undefined && error.kind === 'unavailable') this.health.lost(error);
      return error;
    }
  }
}

function outcome(signal: AbortSignal, failure: AppError | undefined): AppError | undefined {
  return signal.aborted ? (signal.reason as AppError) : failure;
}

function hash(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1)
    sum = (Math.imul(sum, 31) + text.charCodeAt(index)) >>> 0;
  return sum;
}
