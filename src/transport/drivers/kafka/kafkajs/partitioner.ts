import { type ICustomPartitioner, type PartitionerArgs, Partitioners } from 'kafkajs';
import { murmur2 } from './murmur2.js';
import type { OutgoingRecord } from './records.js';

type Row = OutgoingRecord['record'];
/** Records by the number of their partition. */
export type ByPartition = Record<string, Row[]>;
type Place = Omit<PartitionerArgs, 'message'>;

/**
 * Chooses partitions for a producer: by a record's partition key, else by its key, hashed like Java's default
 * partitioner. Records without either are spread in turn.
 */
export class KafkaPartitioner {
  private readonly takeTurns = Partitioners.DefaultPartitioner();
  private place: Place = { topic: '', partitionMetadata: [] };

  /** The partitioner for kafkajs. */
  readonly create: ICustomPartitioner = () => (given) => {
    this.place = given;
    return this.partitionOf(given.message);
  };

  /**
   * kafkajs groups records by partition and copies each group for each record, which is slow for hundreds. So its
   * list gets a `reduce` of its own, which appends to the groups.
   *
   * @param onGroups receives the records by partition, just before they are sent.
   */
  grouped(records: Row[], onGroups: (groups: ByPartition) => void = () => {}): Row[] {
    const reduce = (group: (none: ByPartition, record: Row) => ByPartition): ByPartition => {
      // kafkajs gives the partitions to the partitioner, so one call finds them.
      group({}, records[0] as Row);
      const groups: ByPartition = {};
      for (const record of records) (groups[this.partitionOf(record)] ??= []).push(record);
      onGroups(groups);
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
