import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../foundation/config/config.js';
import { defaultRetryPolicy } from '../foundation/concurrency/retry.js';
import type { TopicPattern } from '../foundation/settings/topics.js';
import type { Broker, SubscriptionName } from '../transport/broker.js';
import type { Codec } from '../transport/delivery/codec.js';
import { withDeadLetters } from '../transport/delivery/dead-letter.js';
import { driverOf } from '../transport/drivers/index.js';
import { BrokerModule, brokerStrategyToken, brokerToken } from '../transport/nest/broker.module.js';
import type { BrokerModuleOptions } from '../transport/nest/broker.module.options.js';
import type { BrokerStrategy } from '../transport/nest/broker.strategy.js';
import { eventKinds } from './event-kinds.js';
import { INSTRUMENTATION, type Instrumentation } from './instrumentation.js';

/** A ReadonlyMap<string, Broker> of this process's brokers; the first is the default. */
export const BROKERS = Symbol('Brokers');
/** The BrokerStrategy of each, in the same order. */
export const STRATEGIES = Symbol('Strategies');

export type Brokers = ReadonlyMap<string, Broker>;

@Module({})
export class TransportModule {
  /** @param codecOf the codec of a broker's messages. */
  static forRoot(config: Config, codecOf: (broker: string) => Codec): DynamicModule {
    const { brokers: names } = config;
    const brokers = {
      provide: BROKERS,
      inject: names.map(brokerToken),
      useFactory: (...all: Broker[]): Brokers => new Map(all.map((broker) => [broker.name, broker])),
    };
    const strategies = {
      provide: STRATEGIES,
      inject: names.map(brokerStrategyToken),
      useFactory: (...all: BrokerStrategy[]) => all,
    };
    return {
      module: TransportModule,
      global: true,
      imports: names.map((name) =>
        BrokerModule.forRootAsync({
          name,
          inject: [{ token: INSTRUMENTATION, optional: true }],
          useFactory: async (instrumentation?: Instrumentation) => ({
            ...sharedOptions(config),
            ...(await ownOptions(name, config, instrumentation)),
            codec: codecOf(name),
          }),
        }),
      ),
      providers: [brokers, strategies],
      exports: [BROKERS, STRATEGIES],
    };
  }
}

/** The patterns are logical names; their topics are settings. */
function sharedOptions({ roles, transport }: Config): Omit<BrokerModuleOptions, 'broker'> {
  const topics: Readonly<Record<string, string>> = transport.topics;
  return {
    groupId: transport.groupId,
    maxInFlight: transport.maxInFlight,
    topicOf: (pattern) => topics[pattern] ?? pattern,
    replyTopics: transport.replyTopics,
    reservedTopics: [
      ...Object.values(topics),
      ...(transport.decisionsTopic ? [transport.decisionsTopic] : []),
    ],
    provision: usedPatterns({ roles, transport }),
    retryOf: (pattern) => transport.retry[pattern] ?? defaultRetryPolicy,
    journalDirectory: transport.journalDirectory,
  };
}

async function ownOptions(
  name: string,
  { drivers, transport }: Config,
  instrumentation: Instrumentation | undefined,
): Promise<Pick<BrokerModuleOptions, 'broker' | 'hooks'>> {
  const broker = await driverOf(name).open(drivers[name], transport.driver);
  return {
    broker: instrumentation?.around(broker) ?? broker,
    hooks: instrumentation?.hooksOf(name) ?? [],
  };
}

/** Patterns of topics that some role of this process writes or reads. */
function usedPatterns({ roles, transport }: Pick<Config, 'roles' | 'transport'>): TopicPattern[] {
  const patterns = Object.keys(transport.topics) as TopicPattern[];
  return patterns.filter((pattern) => {
    const { onlyFor } = eventKinds[pattern];
    return onlyFor === undefined || roles.includes(onlyFor);
  });
}

/** Created before the first message, so that no message is lost on its way to a role that starts later. */
export function knownSubscriptions(config: Config): SubscriptionName[] {
  const { topics, groupId } = config.transport;
  return withDeadLetters(
    usedPatterns(config).map((pattern) => topics[pattern]),
    groupId,
  );
}
