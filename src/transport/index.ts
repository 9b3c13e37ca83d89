/**
 * `seamline/transport`: Kafka, Google Pub/Sub and an embedded broker for NestJS applications and for plain programs.
 * Only what is exported here is kept stable from release to release. See docs/library.md.
 */
export { AppError, type ErrorCode, type ErrorKind, type ErrorOptions } from '../errors/app.error.js';
export { InvalidError, TransientError, UnavailableError } from '../errors/app.error.js';
export type { BrokerName, EmbeddedSettings, KafkaSettings, PubSubSettings } from '../config/config.js';
export {
  type Broker,
  type BrokerAdmin,
  type BrokerMessage,
  type BrokerStatus,
  type Consume,
  type DriverOptions,
  headerText,
  type HeaderValue,
  type ReceivedMessage,
  type Subscription,
  type SubscriptionName,
} from './broker.js';
export { EmbeddedBroker, KafkaBroker, PubSubBroker } from './brokers.js';
export { BrokerClient, type BrokerClientOptions } from './broker.client.js';
export { BrokerContext } from './broker.context.js';
export {
  brokerClientToken,
  BrokerModule,
  brokerStrategyToken,
  brokerToken,
  InjectBroker,
  InjectBrokerClient,
} from './broker.module.js';
export type { BrokerModuleAsyncOptions, BrokerModuleOptions } from './broker.module.options.js';
export {
  BrokerStrategy,
  type BrokerStrategyOptions,
  type HandlerOptions,
  type StalledTopic,
} from './broker.strategy.js';
export { type Codec, type Envelope, jsonCodec } from './codec.js';
export {
  createBroker,
  type CreateBrokerOptions,
  type ReceivedValue,
  type ValueBroker,
  type ValueMessage,
} from './create-broker.js';
export { deadLetterTopic, readDeadLetter, type ReadDeadLetter } from './dead-letter.js';
export { InFlightJournal } from './in-flight.journal.js';
export { MessageErrorFilter } from './message-error.filter.js';
export { replayObstacle, replaysOf, toReplay } from './replay.js';
export { defaultRetryPolicy, type RetryPolicy } from './retry.js';
