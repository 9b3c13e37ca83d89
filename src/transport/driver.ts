import type { DriverSettings } from '../foundation/settings/driver-settings.js';
import type { Broker, DriverOptions } from './broker.js';

/** What a client's error looks like, and what helps. */
export type Hint = readonly [RegExp, string];

/** The parts of an AsyncAPI 3 document that differ from broker to broker. Holds no secret. */
export interface AsyncApiDescription<Settings = unknown> {
  /** Brokers with the same encoding write messages alike and share channels; named after the broker that defines it. */
  readonly encoding: string;
  /** Its servers by their ids. */
  servers(settings: Settings): Readonly<Record<string, object>>;
  /** What defines the encoding; absent where another broker does. */
  readonly bindings?: {
    /** Of a topic: its address, and more. */
    channel(settings: Settings, topic: string): object;
    /** Of a reader with this group. */
    reader(settings: Settings, topic: string, group: string): object;
    /** @param key what the message's key says; @param headers the JSON Schema of its headers. */
    message(key: string, headers: object): object;
  };
}

/**
 * Describes a kind of broker: all that the program has to know of it by name. Everything but `name` to `open` serves
 * people and tools. A driver, and with it the broker's client library, is loaded by `open`, not before.
 */
export interface Driver<Settings = unknown, Name extends string = string> extends DriverSettings<Settings> {
  readonly name: Name;
  /** How CloudEvents are written as headers: its protocol binding. */
  readonly cloudEvents: {
    /** Stands before the name of an attribute, such as `ce_`. */
    readonly prefix: string;
    /** Headers that carry the media type of the value. */
    readonly contentTypeHeaders: readonly string[];
  };
  open(settings: Settings, options: DriverOptions): Promise<Broker>;

  /** OpenTelemetry's `messaging.system`. */
  readonly tracingSystem: string;
  /** Where the broker is, for people. */
  place(settings: Settings): string;
  /** True: no server, but a file in `DATA_DIR`. Default: false. */
  readonly isFile?: boolean;
  /** Servers outside this process that it reaches, as `host:port`. */
  addresses(settings: Settings): readonly string[];
  /** For a list of addresses: the setting's name, and settings with each address alone, which the doctor tries. */
  readonly eachAddress?: {
    readonly setting: string;
    of(settings: Settings): readonly { readonly address: string; readonly settings: Settings }[];
  };
  /**
   * The setting under which clients can be led to this broker through another address, and its present one. Absent where
   * the broker tells its clients its own address.
   */
  redirect?(settings: Settings): { readonly setting: string; readonly address: string } | undefined;
  /** Values that must never be logged. */
  secrets(settings: Settings): readonly string[];
  /** Partitions of topics that it creates, and the setting that says so; absent where there are none. */
  readonly partitions?: { readonly setting: string; of(settings: Settings): number };
  /** The settings for a program beside the service, whose subscriptions are its own. Default: the same. */
  besideService?(settings: Settings): Settings;
  /** Whether the settings name a subscription of the service for this topic. */
  namesSubscription?(settings: Settings, topic: string): boolean;
  /** How AsyncAPI describes it. */
  readonly asyncApi: AsyncApiDescription<Settings>;
  /** Advice by the text of an error; the first that fits. */
  readonly hints: readonly Hint[];
  /** Advice for every other error. */
  readonly usualHint: string;
}
