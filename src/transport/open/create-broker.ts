import type {
  Broker,
  BrokerAdmin,
  BrokerMessage,
  BrokerStatus,
  DriverOptions,
  ReceivedMessage,
} from '../broker.js';
import type { BrokerName, BrokerSettings } from '../drivers/index.js';
import { openDriver } from './open-driver.js';

export interface CreateBrokerOptions<Name extends string, Value> extends Partial<DriverOptions> {
  /** The driver's own settings. Defaults: those of `.env.example`. */
  readonly settings?: Name extends BrokerName ? Partial<BrokerSettings[Name]> : object;
  /** The consumer group of `subscribe`. Default: `seamline`. */
  readonly group?: string;
  /** Encodes a value to bytes. Default: the value is bytes already. */
  readonly serializer?: (value: Value) => Uint8Array | null;
  /**
   * Decodes bytes. Default: the bytes as they are. An error counts as a rejection: the message is delivered again.
   */
  readonly deserializer?: (bytes: Uint8Array | null, message: ReceivedMessage) => Value;
}

export type ValueMessage<Value> = Omit<BrokerMessage, 'topic' | 'value' | 'headers'> & {
  readonly value: Value;
  readonly headers?: BrokerMessage['headers'];
};

export type ReceivedValue<Value> = Omit<ReceivedMessage, 'value'> & { readonly value: Value };

/**
 * A broker with values instead of bytes, for programs without Nest. It connects by itself; all else is as in
 * `Broker`.
 */
export interface ValueBroker<Value> {
  readonly status: BrokerStatus;
  readonly admin: BrokerAdmin;
  connect(): Promise<void>;
  publish(topic: string, messages: readonly ValueMessage<Value>[]): Promise<void>;
  subscribe(
    topic: string,
    consume: (message: ReceivedValue<Value>) => Promise<void>,
    options?: { readonly group?: string; readonly maxInFlight?: number },
  ): Promise<void>;
  close(): Promise<void>;
}

/**
 * A broker without Nest:
 *
 * ```ts
 * const broker = await createBroker('kafka', { settings: { brokers: ['localhost:9092'] }, group: 'mine' });
 * await broker.subscribe('images', async (message) => console.log(message.value));
 * ```
 *
 * @throws InvalidError `UNKNOWN_BROKER` that lists the known names.
 */
export async function createBroker<Name extends string, Value = Uint8Array | null>(
  name: Name,
  options: CreateBrokerOptions<Name, Value> = {},
): Promise<ValueBroker<Value>> {
  const broker = await openDriver(name, options.settings, options);
  return inValues(broker, options);
}

function inValues<Name extends string, Value>(
  broker: Broker,
  options: CreateBrokerOptions<Name, Value>,
): ValueBroker<Value> {
  const serialize = options.serializer ?? ((value: Value) => value as Uint8Array | null);
  const deserialize = options.deserializer ?? ((bytes: Uint8Array | null) => bytes as Value);
  return {
    get status() {
      return broker.status;
    },
    admin: broker.admin,
    connect: () => broker.connect(),
    publish: async (topic, messages) => {
      await broker.connect();
      const serialized = messages.map((message) => ({
        headers: {},
        ...message,
        value: serialize(message.value),
      }));
      await broker.publish(serialized.map((message) => ({ ...message, topic })));
    },
    subscribe: async (topic, consume, { group = options.group ?? 'seamline', maxInFlight = 100 } = {}) => {
      await broker.connect();
      await broker.subscribe({ topic, group, maxInFlight }, async (message) =>
        consume({ ...message, value: deserialize(message.value, message) }),
      );
    },
    close: () => broker.close(),
  };
}
