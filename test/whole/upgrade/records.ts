/** Bytes in a fixture: text as it is, so that it can be read, and else base64. */
export type Bytes = string | { readonly base64: string };

/** A record as it lay on Kafka. A repeated header is a list. */
export interface KafkaRecord {
  readonly partition: number;
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers: Readonly<Record<string, Bytes | readonly Bytes[]>>;
}

/** A message as it lay on Pub/Sub. */
export interface PubSubRecord {
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: Bytes;
  readonly orderingKey: string;
}

/** A broker as its own client library reaches it, past Seamline's driver. */
export interface RawBroker<Message> {
  /** By which today's program reaches it. */
  readonly settings: Readonly<Record<string, string>>;
  publish(topic: string, records: readonly Message[]): Promise<void>;
  /** The CloudEvent's id. */
  idOf(record: Message): string | undefined;
  valueOf(record: Message): string;
}

/** What the service leaves on a broker. */
export const topicNames = [
  'images',
  'images-dlt',
  'predictions',
  'predictions-dlt',
  'predictions-shadow',
  'labels',
  'inference-requests',
  'replies',
] as const;

export function shown(bytes: Buffer): Bytes {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}

export const bytesOf = (written: Bytes): Buffer =>
  typeof written === 'string' ? Buffer.from(written) : Buffer.from(written.base64, 'base64');
