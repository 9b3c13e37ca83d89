import Libsql from 'libsql';
import type { RawMessage } from './raw-message.js';

interface Row {
  readonly topic: string;
  readonly number: number;
  readonly offset: number;
  readonly published_at: number;
  readonly meta: string;
  readonly value: ArrayBuffer | null;
}

/** Bytes within JSON; all other headers are text. */
type Stored = string | { readonly base64: string };

const query = `
  select topics.name as topic, partitions.number, messages."offset", messages.published_at, messages.meta,
    messages.value
  from messages
  join partitions on partitions.id = messages.partition_id
  join topics on topics.id = partitions.topic_id
  order by topics.name, partitions.number, messages."offset"`;

/** All messages in the file of an embedded broker, by SQL. */
export function readEmbeddedTopics(file: string, topics: readonly string[]): RawMessage[] {
  const database = new Libsql(file, { timeout: 10_000 });
  try {
    database.exec('pragma query_only = 1');
    const rows = database.prepare(query).all() as Row[];
    return rows.filter(({ topic }) => topics.includes(topic)).map(messageOf);
  } finally {
    database.close();
  }
}

function messageOf({ topic, number, offset, published_at, meta, value }: Row): RawMessage {
  const [, , headers] = JSON.parse(meta) as [unknown, unknown, Record<string, Stored | Stored[]>];
  return {
    topic,
    id: `${number}/${offset}`,
    publishedAtMs: published_at,
    headers: new Map(Object.entries(headers).map(([name, header]) => [name, bytesOf(header)])),
    value: Buffer.from(value ?? new ArrayBuffer()),
  };
}

function bytesOf(header: Stored | Stored[]): Buffer {
  const first = Array.isArray(header) ? (header[0] ?? '') : header;
  return typeof first === 'string' ? Buffer.from(first) : Buffer.from(first.base64, 'base64');
}
