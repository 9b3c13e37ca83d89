import { setImmediate as turn } from 'node:timers/promises';
import { completeSince } from '../../kept.js';
import type { FoundMessages } from '../../broker.js';
import type { EmbeddedConnection } from './embedded.connection.js';
import type { EmbeddedFile } from './embedded.file.js';
import { keptPartitions, partitionIds } from './embedded.topics.js';

/** One read holds the event loop for about a millisecond. */
const rowsPerRead = 500;

interface KeyRow {
  readonly offset: number;
  readonly published_at: number;
  readonly key: string | null;
}

/** Looks for messages by their keys, in everything that the topic still has. Other work runs in between. */
export async function findKeys(
  file: EmbeddedFile,
  topic: string,
  keys: ReadonlySet<string>,
): Promise<FoundMessages> {
  const found = new Set<string>();
  const oldest = new Map<number, Date>();
  // Read first: what is removed meanwhile makes the search less certain, not wrong.
  const partitions = file.read((connection) => partitionIds(connection, topic));
  for (const { id, number } of partitions) {
    for (let offset = 0; ;) {
      const rows = file.read((connection) => readKeys(connection, id, offset));
      const last = rows.at(-1);
      if (!last) break;
      if (offset === 0) oldest.set(number, new Date(rows[0]?.published_at ?? NaN));
      for (const { key } of rows) if (key !== null && keys.has(key)) found.add(key);
      offset = last.offset + 1;
      await turn();
    }
  }
  const kept = file.read((connection) => keptPartitions(connection, topic));
  const logId = file.read((connection) => embeddedLogId(connection, topic));
  return { logId, found, completeSince: completeSince(kept, (partition) => oldest.get(partition)) };
}

export const embeddedLogId = (connection: EmbeddedConnection, topic: string): string =>
  `${connection.id()}/${topic}`;

function readKeys(connection: EmbeddedConnection, partitionId: number, offset: number): KeyRow[] {
  const sql = `select "offset", published_at, json_extract(meta, '$[0]') as key from messages
    where partition_id = ? and "offset" >= ? order by "offset" limit ${rowsPerRead}`;
  return connection.all<KeyRow>(sql, partitionId, offset);
}
