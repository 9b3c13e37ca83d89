import type { EmbeddedConnection } from './embedded.connection.js';
import type { LogRecord, LogRow } from './embedded.message.js';
import { ensureTopic } from './embedded.topics.js';

interface OpenPartition {
  readonly id: number;
  next_offset: number;
}

/** Spreads messages without a key over the partitions, in turn. */
let dealt = 0;

/** Appends the records to their partitions, in their order; creates missing topics. */
export function append(
  connection: EmbeddedConnection,
  records: readonly LogRecord[],
  newTopicPartitions: number,
): void {
  const publishedAt = Date.now();
  const touched = new Set<OpenPartition>();
  for (const { topic, hash, meta, value, sizeBytes } of records) {
    const partitions = connection.remember(topic, () => openTopic(connection, topic, newTopicPartitions));
    const partition = partitions[(hash ?? dealt++) % partitions.length];
    if (!partition) throw new Error(`the topic ${topic} has no partition`);
    const sql = 'insert into messages values (?, ?, ?, ?, ?, ?)';
    connection.run(sql, partition.id, partition.next_offset, publishedAt, sizeBytes, meta, value);
    partition.next_offset += 1;
    touched.add(partition);
  }
  for (const { id, next_offset } of touched) {
    connection.run('update partitions set next_offset = ? where id = ?', next_offset, id);
  }
}

function openTopic(
  connection: EmbeddedConnection,
  topic: string,
  newTopicPartitions: number,
): OpenPartition[] {
  const id = ensureTopic(connection, topic, newTopicPartitions);
  const sql = 'select id, next_offset from partitions where topic_id = ? order by number';
  return connection.all<OpenPartition>(sql, id);
}

const columns = '"offset", published_at, meta, value';

/**
 * The messages from that offset on, at most `maxMessages` with at most `maxBytes` together. A first message that is
 * larger comes alone.
 */
export function readFrom(
  connection: EmbeddedConnection,
  partitionId: number,
  offset: number,
  { maxMessages, maxBytes }: { maxMessages: number; maxBytes: number },
): LogRow[] {
  const sizes = connection.all<{ size_bytes: number }>(
    'select size_bytes from messages where partition_id = ? and "offset" >= ? order by "offset" limit ?',
    partitionId,
    offset,
    maxMessages,
  );
  let bytes = 0;
  const fitting = sizes.findIndex(({ size_bytes }) => (bytes += size_bytes) > maxBytes);
  const count = fitting === -1 ? sizes.length : Math.max(1, fitting);
  if (sizes.length === 0) return [];
  const sql = `select ${columns} from messages where partition_id = ? and "offset" >= ? order by "offset" limit ?`;
  return connection.all<LogRow>(sql, partitionId, offset, count);
}

export function readOne(
  connection: EmbeddedConnection,
  partitionId: number,
  offset: number,
): LogRow | undefined {
  const sql = `select ${columns} from messages where partition_id = ? and "offset" = ?`;
  return connection.first<LogRow>(sql, partitionId, offset);
}
