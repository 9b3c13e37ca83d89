/** A message as its broker keeps it. */
export interface RawMessage {
  readonly topic: string;
  /** `<partition>/<offset>` on Kafka and the embedded broker, the message's id on Pub/Sub. */
  readonly id: string;
  /** Milliseconds since 1970, as the broker keeps them. */
  readonly publishedAtMs: number;
  /** Of a repeated header the first. */
  readonly headers: ReadonlyMap<string, Buffer>;
  /** Empty without one. */
  readonly value: Buffer;
}

/** The topics of one service; a topic that is missing has no messages. */
export interface TopicNames {
  readonly images: string;
  readonly predictions: string;
  readonly labels: string;
}

export const lettersOf = (topic: string): string => `${topic}-dlt`;

/** These topics, and those of their dead letters. */
export const allTopics = ({ images, predictions, labels }: TopicNames): string[] =>
  [images, predictions, labels].flatMap((topic) => [topic, lettersOf(topic)]);

/** A header as text; undefined when absent. */
export const headerOf = ({ headers }: RawMessage, name: string): string | undefined =>
  headers.get(name)?.toString('utf8');

/** A body that is an object of JSON; undefined for any other. */
export function jsonOf(value: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(value.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    return parsed as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
