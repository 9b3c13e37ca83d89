/**
 * `seamline/transport`: Kafka, Google Pub/Sub and an embedded broker for NestJS applications and for plain programs.
 * Only what is exported here is kept stable from release to release. See docs/library.md.
 */
export {
  AppError,
  type ErrorCode,
  type ErrorKind,
  type ErrorOptions,
} from '../foundation/errors/app.error.js';
export { InvalidError, TransientError, UnavailableError } from '../foundation/errors/app.error.js';
export { type BrokerName, registerDriver } from './drivers/index.js';
export type { Driver, Hint } from './driver.js';
export type { DriverDescription } from './driver-description.js';
export type { EmbeddedSettings } from './drivers/embedded/embedded.settings.js';
export type { KafkaSettings } from './drivers/kafka/kafka.settings.js';
export type { PubSubSettings } from './drivers/pubsub/pubsub.settings.js';
export {
  type Broker,
  type BrokerAdmin,
  type BrokerMessage,
  type BrokerStatus,
  type BrokerTrouble,
  type Consume,
  type ConsumerRestarts,
  type DriverOptions,
  headerText,
  type HeaderValue,
  type Remark,
  type ReceivedMessage,
  type Subscription,
  type SubscriptionName,
} from './broker.js';
export { EmbeddedBroker, KafkaBroker, PubSubBroker } from './open/brokers.js';
export { BrokerClient, type BrokerClientOptions } from './nest/broker.client.js';
export { BrokerContext } from './nest/broker.context.js';
export {
  brokerClientToken,
  BrokerModule,
  brokerStrategyToken,
  brokerToken,
  InjectBroker,
  InjectBrokerClient,
} from './nest/broker.module.js';
export type { BrokerModuleAsyncOptions, BrokerModuleOptions } from './nest/broker.module.options.js';
export {
  BrokerStrategy,
  type BrokerStrategyOptions,
  type HandlerOptions,
  type StalledTopic,
} from './nest/broker.strategy.js';
export type { DeliveryHooks, Outcome } from './delivery/delivery.hooks.js';
export { type Codec, type Envelope, jsonCodec } from './delivery/codec.js';
export {
  createBroker,
  type CreateBrokerOptions,
  type ReceivedValue,
  type ValueBroker,
  type ValueMessage,
} from './open/create-broker.js';
export { deadLetterTopic, readDeadLetter, type ReadDeadLetter } from './delivery/dead-letter.js';
export { noAnswer } from './delivery/answers.js';
export { InFlightJournal } from './delivery/in-flight.journal.js';
export { MessageErrorFilter } from './nest/message-error.filter.js';
export { replayObstacle, replaysOf, toReplay } from './delivery/replay-message.js';
export { defaultRetryPolicy, type RetryPolicy } from '../foundation/concurrency/retry.js';
