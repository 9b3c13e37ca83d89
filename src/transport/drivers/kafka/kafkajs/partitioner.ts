import { type ICustomPartitioner, type PartitionerArgs, Partitioners } from 'kafkajs';
import { murmur2 } from './murmur2.js';
import type { OutgoingRecord } from './records.js';

type Row = OutgoingRecord['record'];
type ByPartition = Record<string, Row[]>;
type Place = Omit<PartitionerArgs, 'message'>;

/**
 * Chooses partitions for a producer: by a record's partition key if it has one, else by its key, hashed as Java's default
 * partitioner does; without either they take turns.
 */
export class KafkaPartitioner {
  private readonly takeTurns = Partitioners.DefaultPartitioner();
  private place: Place = { topic: '', partitionMetadata: [] };

  /** For kafkajs, to choose with. */
  readonly create: ICustomPartitioner = () => (given) => {
    this.place = given;
    return this.partitionOf(given.message);
  };

  /**
   * kafkajs groups records by partition by copying each group for each record, which is slow for hundreds. The list that
   * it reduces to groups is therefore given a `reduce` of its own, which adds to them.
   */
  grouped(records: Row[]): Row[] {
    const reduce = (group: (none: ByPartition, record: Row) => ByPartition): ByPartition => {
      // Asked once, kafkajs tells which partitions there are.
      group({}, records[0] as Row);
      const groups: ByPartition = {};
      for (const record of records) (groups[this.partitionOf(record)] ??= []).push(record);
      return groups;
    };
    return Object.assign(records, { reduce });
  }

  private partitionOf({ partitionKey, key }: Pick<Row, 'partitionKey' | 'key'>): number {
    const name = partitionKey ?? key ?? undefined;
    if (name === undefined) return this.takeTurns({ ...this.place, message: { value: null } });
    return (murmur2(name) & 0x7fffffff) % this.place.partitionMetadata.length;
  }
}
