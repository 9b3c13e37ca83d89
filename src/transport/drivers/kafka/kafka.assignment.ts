import type { Batch, KafkaMessage } from 'kafkajs';
import { KafkaPartition } from './kafka.partition.js';

/** The partitions that a group's member has now. */
export class KafkaAssignment {
  private assigned = new Set<number>();
  private readonly partitions = new Map<number, KafkaPartition>();
  /** The same, as a list: the loop over it runs for each message. */
  all: readonly KafkaPartition[] = [];
  /** The index of the partition whose turn it is. */
  private turn = 0;

  get waitingCount(): number {
    return this.all.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
  }

  /** After a rebalance: partitions that stay assigned continue; the rest goes to the other members. */
  assign(partitions: readonly number[]): void {
    this.assigned = new Set(partitions);
    for (const [number, partition] of this.partitions) {
      if (!this.assigned.has(number) || partition.finished) this.forget(partition);
    }
  }

  /** Stores fetched messages and returns their partition; undefined when another member has it by now. */
  add(batch: Batch): KafkaPartition | undefined {
    if (!this.assigned.has(batch.partition)) return undefined;
    for (const message of batch.messages) {
      const offset = BigInt(message.offset);
      const partition = this.partitionAt(batch.partition, offset);
      if (!partition.knows(offset)) partition.add(message, offset);
    }
    return this.skip(batch.partition, batch.firstOffset() ?? batch.lastOffset(), batch.lastOffset());
  }

  /**
   * Notes that the offsets from `first` to `last` are read, also where they held no message for us: transaction
   * markers, aborted and compacted records. So they are committed, as Java's client does.
   */
  skip(number: number, first: string, last: string): KafkaPartition | undefined {
    if (!this.assigned.has(number)) return undefined;
    const partition = this.partitions.get(number) ?? this.begin(number, BigInt(first));
    partition.skipTo(BigInt(last) + 1n);
    return partition;
  }

  /** Undefined also for an assigned partition of which nothing was fetched yet. */
  at(number: number): KafkaPartition | undefined {
    return this.partitions.get(number);
  }

  hasNumber(number: number): boolean {
    return this.assigned.has(number);
  }

  /** Whether this member has partitions. */
  get isAssigned(): boolean {
    return this.assigned.size > 0;
  }

  /** The next message to process, from each partition in turn. */
  take(): { partition: KafkaPartition; message: KafkaMessage } | undefined {
    const { all } = this;
    for (let step = 0; step < all.length; step += 1) {
      const index = (this.turn + step) % all.length;
      const partition = all[index];
      const message = partition?.take();
      if (partition && message) {
        this.turn = index + 1;
        return { partition, message };
      }
    }
    return undefined;
  }

  /** False once the partition was given up, or started again. */
  has(partition: KafkaPartition): boolean {
    return this.partitions.get(partition.partition) === partition;
  }

  private partitionAt(number: number, offset: bigint): KafkaPartition {
    const known = this.partitions.get(number);
    if (known && !known.precedes(offset)) return known;
    if (known) this.forget(known);
    return this.begin(number, offset);
  }

  private begin(number: number, offset: bigint): KafkaPartition {
    const fresh = new KafkaPartition(number, offset);
    this.partitions.set(number, fresh);
    this.all = [...this.partitions.values()];
    return fresh;
  }

  private forget(partition: KafkaPartition): void {
    partition.drop();
    this.partitions.delete(partition.partition);
    this.all = [...this.partitions.values()];
  }
}
