import { type ICustomPartitioner, type KafkaMessage, type Message, Partitioners } from 'kafkajs';
import type { BrokerMessage, ReceivedMessage } from '../broker.js';
import { asBuffer, decodeHeaders, encodeHeaders } from './kafka.headers.js';

/** Length fields, offsets and timestamps of a record, generously. */
const overheadBytes = 64;

/** A message on its way out; once the signal fires it stays here. */
export interface Outgoing {
  readonly topic: string;
  readonly record: Message & { readonly partitionKey?: string | undefined };
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
}

export function toOutgoing(message: BrokerMessage, signal: AbortSignal): Outgoing {
  const { topic, partitionKey } = message;
  const key = message.key instanceof Uint8Array ? asBuffer(message.key) : (message.key ?? null);
  const bytes = message.value && asBuffer(message.value);
  const headers = encodeHeaders(message.headers);
  const headerBytes = Object.entries(headers)
    .flatMap(([name, value]) => [value ?? ''].flat().map((one) => name.length + one.length))
    .reduce((sum, size) => sum + 2 * size, 0);
  return {
    topic,
    sizeBytes: overheadBytes + (key?.length ?? 0) + (bytes?.length ?? 0) + headerBytes,
    signal,
    record: {
      key,
      headers,
      partitionKey,
      // kafkajs reads the value while it writes the request: the last moment at which a record can be held back.
      get value() {
        signal.throwIfAborted();
        return bytes;
      },
    },
  };
}

/** By partition key if there is one, else by key, hashed as Java's default partitioner does; else spread. */
export const byPartitionKey: ICustomPartitioner = () => {
  const byKey = Partitioners.DefaultPartitioner();
  return ({ topic, partitionMetadata, message }) => {
    const { key, partitionKey }: Outgoing['record'] = message;
    return byKey({ topic, partitionMetadata, message: { key: partitionKey ?? key ?? null, value: null } });
  };
};

/** What a Date can say, in milliseconds before and after 1970. */
const latestDateMs = 8.64e15;

/** Publishers set the time themselves, and Kafka takes ages that no Date can say. */
function toDate(timestamp: string): Date {
  return new Date(Math.max(-latestDateMs, Math.min(latestDateMs, Number(timestamp))));
}

export function toReceived(topic: string, partition: number, message: KafkaMessage): ReceivedMessage {
  return {
    topic,
    partition,
    id: `${partition}/${message.offset}`,
    offset: BigInt(message.offset),
    publishedAt: toDate(message.timestamp),
    key: message.key ?? undefined,
    value: message.value,
    headers: decodeHeaders(message.headers),
  };
}
