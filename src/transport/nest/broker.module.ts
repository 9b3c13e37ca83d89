import {
  type DynamicModule,
  Inject,
  type INestApplication,
  type InjectionToken,
  Module,
  type Provider,
} from '@nestjs/common';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import type { Broker } from '../broker.js';
import { BrokerClient } from './broker.client.js';
import { BrokerLifecycle } from './broker.lifecycle.js';
import {
  type BrokerModuleAsyncOptions,
  type BrokerModuleOptions,
  checkOptions,
} from './broker.module.options.js';
import { BrokerStrategy } from './broker.strategy.js';
import { connectStrategy } from './connect-strategy.js';
import { withDeadLetters } from '../delivery/dead-letter.js';
import { JournalLease } from '../delivery/journal.lease.js';
import { ProvisionedBroker } from '../open/provisioned.broker.js';

const optionsToken = (name: string | undefined) => `seamline.options.${name ?? ''}`;
/** Each module provides this token, so that all modules of an application can be found. */
const EVERY_STRATEGY = Symbol('BrokerStrategies');

/** Injection token for the Broker of a `BrokerModule`. */
export const brokerToken = (name?: string): InjectionToken => `seamline.broker.${name ?? ''}`;
export const brokerClientToken = (name?: string): InjectionToken =>
  name === undefined ? BrokerClient : `seamline.client.${name}`;
export const brokerStrategyToken = (name?: string): InjectionToken =>
  name === undefined ? BrokerStrategy : `seamline.strategy.${name}`;

/** Injects the Broker itself: bytes, topics and subscriptions. */
export const InjectBroker = (name?: string): ParameterDecorator => Inject(brokerToken(name));
/** Injects the BrokerClient of a named broker; the client of an unnamed one needs no decorator. */
export const InjectBrokerClient = (name?: string): ParameterDecorator => Inject(brokerClientToken(name));

/**
 * A broker for a NestJS application: `BrokerClient` to publish with, and `BrokerStrategy` that runs the application's
 * `@MessagePattern` and `@EventPattern` handlers. Global; closed with the application.
 *
 * ```ts
 * @Module({ imports: [BrokerModule.forRoot({ broker: new KafkaBroker(), groupId: 'orders' })] })
 * export class AppModule {}
 *
 * const app = await NestFactory.create(AppModule);
 * BrokerModule.connect(app);
 * await app.startAllMicroservices();
 * ```
 */
@Module({})
export class BrokerModule {
  /** @throws InvalidError `BAD_CONFIG` when the application starts, which names the wrong option. */
  static forRoot({ name, ...options }: BrokerModuleOptions & { readonly name?: string }): DynamicModule {
    return BrokerModule.forRootAsync({ ...(name !== undefined && { name }), useFactory: () => options });
  }

  static forRootAsync({
    name,
    imports = [],
    inject = [],
    useFactory,
  }: BrokerModuleAsyncOptions): DynamicModule {
    const options = {
      provide: optionsToken(name),
      inject,
      useFactory: async (...args: unknown[]) => checkOptions(await useFactory(...args)),
    };
    const exported = [brokerToken(name), brokerClientToken(name), brokerStrategyToken(name)];
    return {
      module: BrokerModule,
      global: true,
      imports,
      providers: [options, ...providersOf(name)],
      exports: exported,
    };
  }

  /** Connects the application's handlers to every BrokerModule. Call it before `startAllMicroservices`. */
  static connect(app: INestApplication): void {
    for (const strategy of app.get<BrokerStrategy>(EVERY_STRATEGY, { strict: false, each: true })) {
      connectStrategy(app, strategy);
    }
  }

  /**
   * The options of an application that is a microservice and nothing else. Its errors reach the strategy through
   * `MessageErrorFilter`:
   *
   * ```ts
   * const app = await NestFactory.createMicroservice(AppModule, BrokerModule.microservice());
   * app.useGlobalFilters(new MessageErrorFilter());
   * await app.listen();
   * ```
   */
  static microservice(name?: string): AsyncMicroserviceOptions {
    return {
      inject: [brokerStrategyToken(name)],
      useFactory: (strategy: BrokerStrategy) => ({ strategy }),
    };
  }
}

function providersOf(name: string | undefined): Provider[] {
  const fromOptions = optionsToken(name);
  const fromBroker = [fromOptions, brokerToken(name)];
  return [
    { provide: brokerToken(name), inject: [fromOptions], useFactory: provisioned },
    { provide: brokerClientToken(name), inject: fromBroker, useFactory: clientOf },
    { provide: JournalLease, inject: [fromOptions], useFactory: journalOf },
    { provide: brokerStrategyToken(name), inject: [...fromBroker, JournalLease], useFactory: strategyOf },
    { provide: EVERY_STRATEGY, useExisting: brokerStrategyToken(name) },
    {
      provide: BrokerLifecycle,
      inject: [brokerToken(name), brokerClientToken(name)],
      useFactory: (broker: Broker, client: BrokerClient) => new BrokerLifecycle(broker, client),
    },
  ];
}

function provisioned({ broker, groupId: group, provision = [], topicOf }: BrokerModuleOptions): Broker {
  const topics = provision.map((pattern) => topicOf?.(pattern) ?? pattern);
  return new ProvisionedBroker(broker, withDeadLetters(topics, group));
}

function clientOf({ topicOf, codec }: BrokerModuleOptions, broker: Broker): BrokerClient {
  return new BrokerClient(broker, {
    ...(topicOf && { topicOf }),
    ...(codec && { codec }),
    ownsBroker: false,
  });
}

function journalOf({ journalDirectory }: BrokerModuleOptions): JournalLease | undefined {
  return journalDirectory === undefined ? undefined : new JournalLease(journalDirectory);
}

function strategyOf(
  { maxInFlight = 100, ...options }: BrokerModuleOptions,
  broker: Broker,
  lease: JournalLease | undefined,
): BrokerStrategy {
  return new BrokerStrategy(broker, { ...options, maxInFlight, ...(lease && { journal: lease.journal }) });
}
