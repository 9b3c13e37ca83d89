import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';

export interface Arrival {
  /** On this process's clock. */
  readonly at: number;
  readonly value: Buffer | null;
}

/** When messages come, by their key. */
export class Arrivals {
  private readonly waiting = new Map<string, (arrival: Arrival) => void>();

  private constructor(private readonly consumer: Consumer) {}

  /** Resolves once everything that comes from now on is seen. */
  static async watch(kafka: Kafka, topics: readonly string[]): Promise<Arrivals> {
    const consumer = kafka.consumer({ groupId: `arrivals-${topics.join('-')}`, maxWaitTimeInMs: 100 });
    const arrivals = new Arrivals(consumer);
    const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()));
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const now = performance.now();
        for (const message of batch.messages) arrivals.note(message, now);
      },
    });
    await joined;
    return arrivals;
  }

  /** Resolves once the message with this key is there. */
  of(key: string): Promise<Arrival> {
    return new Promise((resolve) => this.waiting.set(key, resolve));
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }

  private note({ key, value }: KafkaMessage, at: number): void {
    const name = String(key);
    const resolve = this.waiting.get(name);
    if (!resolve) return;
    this.waiting.delete(name);
    resolve({ at, value });
  }
}
