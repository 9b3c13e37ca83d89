import type { BrokerMessage, HeaderValue, ReceivedMessage } from '../../broker.js';
import { setHeader } from '../../delivery/set-header.js';

/** A message to append to the log. */
export interface LogRecord {
  readonly topic: string;
  /** Picks the partition; messages without a key are spread over all in turn. */
  readonly hash: number | undefined;
  /** Key, partition key and headers as JSON. */
  readonly meta: string;
  readonly value: Uint8Array | null;
  readonly sizeBytes: number;
}

/** A message in the log. */
export interface LogRow {
  readonly offset: number;
  readonly published_at: number;
  readonly meta: string;
  readonly value: ArrayBuffer | null;
}

/** Bytes within JSON; all other values there are text. */
interface StoredBytes {
  readonly base64: string;
}
type StoredHeader = string | StoredBytes | (string | StoredBytes)[];
type StoredMeta = [string | StoredBytes | null, string | null, Record<string, StoredHeader>];

export function toRecord({ topic, key, partitionKey, value, headers }: BrokerMessage): LogRecord {
  const storedKey = key === undefined ? null : toStored(key);
  const meta = JSON.stringify([storedKey, partitionKey ?? null, toStoredHeaders(headers)]);
  const route = partitionKey ?? key;
  return {
    topic,
    hash: route === undefined ? undefined : hashOf(route),
    meta,
    value,
    sizeBytes: meta.length + (value?.length ?? 0),
  };
}

export function rowToReceived(row: LogRow, topic: string, partition: number): ReceivedMessage {
  const [key, partitionKey, headers] = JSON.parse(row.meta) as StoredMeta;
  return {
    topic,
    key: key === null ? undefined : fromStored(key),
    partitionKey: partitionKey ?? undefined,
    value: row.value === null ? null : new Uint8Array(row.value),
    headers: fromStoredHeaders(headers),
    id: `${partition}/${row.offset}`,
    publishedAt: new Date(row.published_at),
    partition,
    offset: BigInt(row.offset),
  };
}

/** Nearly all headers are text and stay as they are. */
function toStoredHeaders(headers: BrokerMessage['headers']): Readonly<Record<string, unknown>> {
  if (Object.values(headers).every((header) => typeof header === 'string')) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, toStoredHeader(header)]));
}

function toStoredHeader(header: HeaderValue): StoredHeader {
  if (typeof header === 'number' || typeof header === 'bigint') return String(header);
  return typeof header === 'string' || header instanceof Uint8Array ? toStored(header) : header.map(toStored);
}

function toStored(value: string | Uint8Array): string | StoredBytes {
  return typeof value === 'string' ? value : { base64: Buffer.from(value).toString('base64') };
}

/** Replaces values in place: objects that JSON has parsed have only own properties, `__proto__` too. */
function fromStoredHeaders(headers: Record<string, StoredHeader>): ReceivedMessage['headers'] {
  const read = headers as Record<string, string | Uint8Array | (string | Uint8Array)[]>;
  for (const name of Object.keys(headers)) {
    const header = headers[name] ?? '';
    if (typeof header === 'string') continue;
    setHeader(read, name, Array.isArray(header) ? header.map(fromStored) : fromStored(header));
  }
  return read;
}

function fromStored(value: string | StoredBytes): string | Uint8Array {
  return typeof value === 'string' ? value : new Uint8Array(Buffer.from(value.base64, 'base64'));
}

/** FNV-1a: the same in every process and release, so that a key keeps its partition. */
function hashOf(key: string | Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}
