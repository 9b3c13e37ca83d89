import type { DriverSettings } from '../foundation/settings/driver-settings.js';
import type { Broker, DriverOptions } from './broker.js';

/** A pattern for the text of a client's error, and the advice. */
export type Hint = readonly [RegExp, string];

/** The parts of an AsyncAPI 3 document that differ between brokers. Contains no secret. */
export interface AsyncApiDescription<Settings = unknown> {
  /**
   * Brokers with the same encoding write the same messages and share channels. Its name is the broker that defines
   * it.
   */
  readonly encoding: string;
  /** The servers by their ids. */
  servers(settings: Settings): Readonly<Record<string, object>>;
  /** The encoding's bindings; absent where another broker defines the encoding. */
  readonly bindings?: {
    /** A topic's binding: its address, and more. */
    channel(settings: Settings, topic: string): object;
    /** The binding of a reader with this group. */
    reader(settings: Settings, topic: string, group: string): object;
    /** @param key the meaning of the message's key; @param headers the JSON Schema of its headers. */
    message(key: string, headers: object): object;
  };
}

/**
 * Describes a kind of broker: everything that the program knows about it. `name` to `open` run it; the rest is for
 * people and tools. `open` loads the driver and the broker's client library, nothing does so earlier.
 */
export interface Driver<Settings = unknown, Name extends string = string> extends DriverSettings<Settings> {
  readonly name: Name;
  /** Its protocol binding for CloudEvents: how they are written as headers. */
  readonly cloudEvents: {
    /** The prefix of an attribute's name, such as `ce_`. */
    readonly prefix: string;
    /** Headers that carry the value's media type. */
    readonly contentTypeHeaders: readonly string[];
  };
  open(settings: Settings, options: DriverOptions): Promise<Broker>;

  /** OpenTelemetry's `messaging.system`. */
  readonly tracingSystem: string;
  /** The broker's place in words for people, such as its servers; without secrets. */
  place(settings: Settings): string;
  /** True: a file in `DATA_DIR` instead of a server. Default: false. */
  readonly isFile?: boolean;
  /** Servers outside this process, as `host:port`. */
  addresses(settings: Settings): readonly string[];
  /** For a list of addresses: its setting's name, and settings for each single address, which the doctor tries. */
  readonly eachAddress?: {
    readonly setting: string;
    of(settings: Settings): readonly { readonly address: string; readonly settings: Settings }[];
  };
  /**
   * The setting that leads clients to this broker through another address, and its present value. Absent where the
   * broker sends its own address to clients.
   */
  redirect?(settings: Settings): { readonly setting: string; readonly address: string } | undefined;
  /** Values that must never be logged. */
  secrets(settings: Settings): readonly string[];
  /** Partitions of topics that it creates, and their setting; absent for a broker without partitions. */
  readonly partitions?: { readonly setting: string; of(settings: Settings): number };
  /** Whether its `BrokerAdmin` has `createCompactedTopic`. Default: false. */
  readonly hasCompactedTopics?: boolean;
  /** The settings for a program beside the service, which uses its own subscriptions. Default: the same. */
  besideService?(settings: Settings): Settings;
  /** Whether the settings name a subscription of the service for this topic. */
  namesSubscription?(settings: Settings, topic: string): boolean;
  /** How AsyncAPI describes it. */
  readonly asyncApi: AsyncApiDescription<Settings>;
  /** Advice by the text of an error; the first match counts. */
  readonly hints: readonly Hint[];
  /** Advice for every other error. */
  readonly usualHint: string;
}
