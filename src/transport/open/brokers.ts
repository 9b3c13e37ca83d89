import type { EmbeddedSettings } from '../drivers/embedded/embedded.settings.js';
import type { KafkaSettings } from '../drivers/kafka/kafka.settings.js';
import type { PubSubSettings } from '../drivers/pubsub/pubsub.settings.js';
import type { DriverOptions } from '../broker.js';
import { DeferredBroker } from './deferred.broker.js';
import { openDriver } from './open-driver.js';

/**
 * Apache Kafka 2.1 or later.
 *
 * ```ts
 * new KafkaBroker({ brokers: ['localhost:9092'] }, { connectTimeoutMs: 2_000 });
 * ```
 */
export class KafkaBroker extends DeferredBroker {
  /** @param settings default: `127.0.0.1:9092` without TLS; topics that it creates get 4 partitions. */
  constructor(settings?: Partial<KafkaSettings>, options?: Partial<DriverOptions>) {
    super('kafka', () => openDriver('kafka', settings, options));
  }
}

/** Google Cloud Pub/Sub, or its emulator with `emulatorHost`. */
export class PubSubBroker extends DeferredBroker {
  /** @param settings default: the project `seamline`, with credentials where Google's libraries look for them. */
  constructor(settings?: Partial<PubSubSettings>, options?: Partial<DriverOptions>) {
    super('pubsub', () => openDriver('pubsub', settings, options));
  }
}

/** A broker within the process, in a SQLite file that several processes of one machine may share. */
export class EmbeddedBroker extends DeferredBroker {
  /** @param settings default: the file `data/broker.db`; `:memory:` exists only as long as the process. */
  constructor(settings?: Partial<EmbeddedSettings>, options?: Partial<DriverOptions>) {
    super('embedded', () => openDriver('embedded', settings, options));
  }
}
