import type { KeptPartition } from './kept.js';

/**
 * A header's value. Text and bytes travel as they are. Numbers travel as the broker writes integers itself: on
 * Kafka a `number` is 4 bytes and a `bigint` 8 bytes, big-endian; where headers are text, both are decimal text.
 * A list repeats the header, where the broker can repeat one (Kafka); elsewhere its first value travels.
 */
export type HeaderValue = string | Uint8Array | number | bigint | readonly (string | Uint8Array)[];

/** The message that a publisher sends. */
export interface BrokerMessage {
  readonly topic: string;
  /** The message's name: Kafka's record key. Pub/Sub has none and leaves it out. */
  readonly key?: string | Uint8Array | undefined;
  /**
   * Consumers receive messages of one topic with the same partition key in the order of publishing. On Kafka and the
   * embedded broker it picks the partition (without one, the key does); on Pub/Sub it is the ordering key.
   */
  readonly partitionKey?: string | undefined;
  /** The payload. Null: a message without payload (Kafka's tombstone), empty on brokers without null. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, HeaderValue>>;
}

/** The message that a consumer receives: every byte as it was published. */
export interface ReceivedMessage extends BrokerMessage {
  /** Text or the same as bytes, as the driver receives them; read them with `headerText`. */
  readonly headers: Readonly<Record<string, string | Uint8Array | readonly (string | Uint8Array)[]>>;
  /** The broker's own name for this message within its topic: `partition/offset`, or Pub/Sub's message id. */
  readonly id: string;
  readonly publishedAt: Date;
  /** Undefined on Pub/Sub, which has neither. */
  readonly partition?: number | undefined;
  readonly offset?: bigint | undefined;
  /**
   * The value is no message but bytes in which the driver found none, such as a damaged record batch. For people: their
   * place, and what is wrong. They become a dead letter at once, and their neighbours are delivered.
   */
  readonly undecodable?: string | undefined;
}

/** Whether both are the same group of the same topic. */
export const isSameSubscription = (one: SubscriptionName, other: SubscriptionName): boolean =>
  one.topic === other.topic && one.group === other.group;

/** A topic and the group that reads it. On Kafka a consumer group, on Pub/Sub a subscription. */
export interface SubscriptionName {
  readonly topic: string;
  /** Members of one group share the messages; every group gets each message. */
  readonly group: string;
}

export interface Subscription extends SubscriptionName {
  /** Messages that the consumer may hold at the same time; at least 1. */
  readonly maxInFlight: number;
}

/** Settles when the message is done. Resolve: acknowledge. Reject: ask for redelivery. */
export type Consume = (message: ReceivedMessage) => Promise<unknown>;

export interface BrokerStatus {
  /**
   * `disconnected`: known to be away, and pushes are refused. Once the broker answers, the driver says `connected`
   * again: by itself, or at the next `connect`, which each refused push calls.
   */
  readonly state: 'idle' | 'connected' | 'disconnected' | 'closed';
  /** The error that last lost the broker; absent while the broker answers. */
  readonly lastError?: string | undefined;
}

/** The reason why messages of a topic do not move, although the broker itself may answer. */
export interface BrokerTrouble {
  /** For programs, one of few: lower case with underscores, such as `join_refused` or `publish_refused`. */
  readonly cause: string;
  readonly topic: string;
  /** The group that cannot go on; undefined when publishing fails. */
  readonly group?: string | undefined;
  /** For people: what fails, where (partition and offset, if known), and what helps. Contains no secret. */
  readonly message: string;
  readonly since: Date;
}

/** How often a consumer of this process had to start again, by the cause. */
export interface ConsumerRestarts extends SubscriptionName {
  readonly cause: string;
  readonly count: number;
}

/**
 * A broker, reduced to what Seamline needs. A driver only moves bytes: routing, decoding, retry, dead letters and
 * logs are in `delivery/delivery.ts`. Every sentence here has a case in `test/transport/broker.conformance.ts`.
 */
export interface Broker {
  readonly name: string;
  readonly status: BrokerStatus;
  readonly admin: BrokerAdmin;
  /** How many headers a message may have; undefined where there is no such limit. */
  readonly maxHeaders?: number | undefined;
  /** Present troubles: with any of them this process is not ready. Default: none. */
  readonly troubles?: readonly BrokerTrouble[] | undefined;
  /** Since the broker was made. Default: none. */
  readonly restarts?: readonly ConsumerRestarts[] | undefined;

  /**
   * Resolves once the broker has answered. Rejects with `BROKER_UNAVAILABLE` within `connectTimeoutMs` when it does
   * not. Calling it again while connected does nothing; after a failure it may be called again.
   */
  connect(): Promise<void>;

  /**
   * Resolves once the broker has accepted every message. Creates missing topics. Rejects within `publishTimeoutMs`
   * when the broker is away (`BROKER_UNAVAILABLE`), and at once when the broker says no (`BROKER_REFUSED`,
   * `MESSAGE_TOO_LARGE`) or is closed (`BROKER_CLOSED`). Where messages queue in this process and nothing is sent
   * before their turn (embedded), the time begins with their turn. After a rejection nothing more is sent, and
   * `knownEnds` of the error has what the driver knows of each message. Without an open connection, none was sent.
   */
  publish(messages: readonly BrokerMessage[]): Promise<void>;

  /**
   * Runs up to `maxInFlight` consumers at once and acknowledges only what has resolved; what rejects is delivered
   * again. Creates the topic and the group when missing, and resolves once messages that are published from now on
   * will arrive. A new group starts at the oldest kept message (`offsetReset: 'earliest'`, the default) or at the
   * next one (`'latest'`). When the broker goes away, delivery goes on by itself once it is back.
   * One topic, one group, one call.
   */
  subscribe(subscription: Subscription, consume: Consume): Promise<void>;

  /**
   * Ends what `subscribe` has begun here: stops delivery, waits for running consumers, acknowledges what they finished.
   * The group keeps its place, and may be deleted once no other process reads for it. Does nothing without such a
   * subscription.
   */
  unsubscribe(name: SubscriptionName): Promise<void>;

  /**
   * Stops delivery, waits for running consumers (which may still publish), acknowledges what they finished,
   * disconnects. From then on `publish` and `subscribe` reject with `BROKER_CLOSED`. Calling it again does nothing.
   */
  close(): Promise<void>;
}

/**
 * Topics and subscriptions: the same calls on every broker. No error: creating what exists, deleting what is missing.
 */
export interface BrokerAdmin {
  createTopic(topic: string): Promise<void>;
  /**
   * Creates a topic of one partition that keeps the newest message of each key for ever. One that exists stays as it
   * is. Default: the broker has no such topics.
   */
  createCompactedTopic?(topic: string): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  listTopics(): Promise<string[]>;
  /**
   * The topic's number of partitions; undefined for a missing topic, and on a broker without partitions (Pub/Sub).
   */
  partitions(topic: string): Promise<number | undefined>;
  /** Topics of these that cannot hold a message of `maxMessageBytes`, where the broker says so. Default: none. */
  tooSmall?(topics: readonly string[]): Promise<readonly Remark[]>;
  /** What deletes a topic's newest message of a key, where something does. Default: nothing. */
  forgets?(topic: string): Promise<readonly Remark[]>;
  /** Creates the topic too. The group receives messages published from now on, whether or not a member runs. */
  createSubscription(name: SubscriptionName): Promise<void>;
  /**
   * Before the first message: creates what is missing of these, as far as this account may, and remembers them for
   * topics that vanish. Default: creates each.
   */
  provision?(names: readonly SubscriptionName[]): Promise<void>;
  /** What is odd about a subscription that exists; each text follows its name. Default: nothing. */
  warnings?(name: SubscriptionName): Promise<readonly Remark[]>;
  /** Rights to publish and to read that this account lacks, where the broker can be asked. Default: none. */
  missingRights?(names: readonly SubscriptionName[]): Promise<readonly Remark[]>;
  deleteSubscription(name: SubscriptionName): Promise<void>;
  listSubscriptions(): Promise<SubscriptionName[]>;
  /** Unacknowledged messages of the group; undefined where the broker has no such number (Pub/Sub). */
  lag(name: SubscriptionName): Promise<number | undefined>;
  /** The same by partition: their sum is the lag. Empty for a missing group or topic. */
  partitionLags(name: SubscriptionName): Promise<readonly PartitionLag[] | undefined>;
  /**
   * Identifies the topic's log among all others, such as that of a topic with the same name on another server.
   * Default: unknown.
   */
  logId?(topic: string): Promise<string | undefined>;
  /** By partition, the offsets that the topic still has; none for a missing topic. Default: it cannot say (Pub/Sub). */
  kept?(topic: string): Promise<readonly KeptPartition[] | undefined>;
  /** Looks for these keys in all messages that the topic still has. Default: there is no quick way to look. */
  findKeys?(topic: string, keys: ReadonlySet<string>): Promise<FoundMessages | undefined>;
}

export interface FoundMessages {
  /** The log that was searched, as `logId` names it. */
  readonly logId: string;
  /** Those of the keys that a message has. */
  readonly found: ReadonlySet<string>;
  /** From this time on the topic has lost nothing: a key that was not found was not published since. */
  readonly completeSince: Date;
}

/** What is not as it should be, and what an operator can do. Contains no secret. */
export interface Remark {
  readonly text: string;
  readonly fix: string;
}

export interface PartitionLag {
  readonly partition: number;
  readonly lag: number;
}

/** Creates what is missing of these topics and subscriptions. */
export async function provision(admin: BrokerAdmin, names: readonly SubscriptionName[]): Promise<void> {
  if (admin.provision) await admin.provision(names);
  else await Promise.all(names.map((name) => admin.createSubscription(name)));
}

export const totalLag = (lags: readonly PartitionLag[]): number =>
  lags.reduce((sum, { lag }) => sum + lag, 0);

/** Options of every driver, beside its own connection settings. */
export interface DriverOptions {
  readonly offsetReset: 'earliest' | 'latest';
  /** `auto` acknowledges a message when the consumer receives it, before the work: at most once. */
  readonly commit: 'after-work' | 'auto';
  readonly connectTimeoutMs: number;
  readonly publishTimeoutMs: number;
  /** The largest message that comes, in bytes: topics that the driver creates allow it. */
  readonly maxMessageBytes: number;
  /** Messages that do not move for this many milliseconds are a trouble. */
  readonly stalledAfterMs: number;
}

/** The same bytes as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const utf8 = new TextDecoder();

/**
 * The bytes as text when they are plain UTF-8. Undefined for other bytes, and for a byte order mark, because decoders
 * differ there. Several times as fast as a TextDecoder.
 */
export function plainText(bytes: Uint8Array): string | undefined {
  const text = asBuffer(bytes).toString();
  return text.includes('\u{fffd}') || text.startsWith('\u{feff}') ? undefined : text;
}

/** A header as text, its first value where it is repeated; undefined when absent. */
export function headerText(message: Pick<ReceivedMessage, 'headers'>, name: string): string | undefined {
  if (!Object.hasOwn(message.headers, name)) return undefined;
  const value = message.headers[name];
  const first = typeof value === 'string' || value instanceof Uint8Array ? value : value?.[0];
  return first instanceof Uint8Array ? (plainText(first) ?? utf8.decode(first)) : first;
}
