import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../foundation/config/config.js';
import { CONFIG } from '../foundation/config/config.module.js';
import type { Broker, SubscriptionName } from '../transport/broker.js';
import { BrokerStrategy, type BrokerStrategyOptions } from '../transport/nest/broker.strategy.js';
import type { Codec } from '../transport/delivery/codec.js';
import { deadLetterTopic } from '../transport/delivery/dead-letter.js';
import type { ObserverOf } from '../transport/delivery/delivery.observer.js';
import { eventKindOf } from './event-kinds.js';
import { driverOf } from '../transport/drivers/index.js';
import { InFlightJournal } from '../transport/delivery/in-flight.journal.js';
import { ProvisionedBroker } from '../transport/open/provisioned.broker.js';
import { defaultRetryPolicy } from '../foundation/concurrency/retry.js';
import type { ScopeOf } from '../transport/delivery/work.scope.js';

/** A ReadonlyMap<string, Broker> of the brokers that this process speaks; the first is the default. */
export const BROKERS = Symbol('Brokers');
/** The BrokerStrategy of each, in the same order. */
export const STRATEGIES = Symbol('Strategies');

/** An ObserverOf that a global module may provide. */
export const OBSERVER_OF = Symbol('ObserverOf');
/** A ScopeOf that a global module may provide. */
export const SCOPE_OF = Symbol('ScopeOf');

/** A WrapBroker that a global module may provide. */
export const WRAP_BROKER = Symbol('WrapBroker');
/** Puts something of its own around a broker of this process. */
export type WrapBroker = (broker: Broker) => Broker;

/** Who follows the messages of a broker, by its name. */
const WATCHERS_OF = Symbol('WatchersOf');
type WatchersOf = (broker: string) => Pick<BrokerStrategyOptions, 'observer' | 'scope'>;

export type Brokers = ReadonlyMap<string, Broker>;

@Module({})
export class TransportModule {
  /** @param codecOf the codec of a broker's messages. */
  static forRoot(codecOf: (broker: string) => Codec): DynamicModule {
    return {
      module: TransportModule,
      global: true,
      providers: [
        {
          provide: BROKERS,
          inject: [CONFIG, { token: WRAP_BROKER, optional: true }],
          useFactory: openBrokers,
        },
        { provide: InFlightJournal, inject: [CONFIG], useFactory: openJournal },
        {
          provide: WATCHERS_OF,
          inject: [
            { token: OBSERVER_OF, optional: true },
            { token: SCOPE_OF, optional: true },
          ],
          useFactory: joinWatchers,
        },
        {
          provide: STRATEGIES,
          inject: [CONFIG, BROKERS, InFlightJournal, WATCHERS_OF],
          useFactory: openStrategies(codecOf),
        },
      ],
      exports: [BROKERS, STRATEGIES],
    };
  }
}

const joinWatchers =
  (observerOf?: ObserverOf, scopeOf?: ScopeOf): WatchersOf =>
  (broker) => ({
    ...(observerOf && { observer: observerOf(broker) }),
    ...(scopeOf && { scope: scopeOf(broker) }),
  });

const openJournal = ({ transport }: Config) => InFlightJournal.open(transport.journalDirectory);

const openStrategies =
  (codecOf: (broker: string) => Codec) =>
  ({ transport }: Config, brokers: Brokers, journal: InFlightJournal, watchersOf: WatchersOf) => {
    /** The patterns are logical names; their topics are settings. */
    const topics: Readonly<Record<string, string>> = transport.topics;
    return [...brokers.values()].map(
      (broker) =>
        new BrokerStrategy(broker, {
          groupId: transport.groupId,
          maxInFlight: transport.maxInFlight,
          topicOf: (pattern) => topics[pattern] ?? pattern,
          replyTopics: transport.replyTopics,
          reservedTopics: Object.values(topics),
          codec: codecOf(broker.name),
          retryOf: (pattern) => transport.retry[pattern] ?? defaultRetryPolicy,
          journal,
          ...watchersOf(broker.name),
        }),
    );
  };

async function openBrokers(config: Config, wrap: WrapBroker = (broker) => broker): Promise<Brokers> {
  const known = knownSubscriptions(config);
  const brokers = await Promise.all(
    config.brokers.map((name) => driverOf(name).open(config.drivers[name], config.transport.driver)),
  );
  return new Map(brokers.map((broker) => [broker.name, wrap(new ProvisionedBroker(broker, known))]));
}

/** What exists before the first message, so that no message is lost on its way to a role that starts later. */
export function knownSubscriptions({
  roles,
  transport: { topics, groupId: group },
}: Config): SubscriptionName[] {
  const isUsed = ([pattern]: [string, string]) => {
    const { onlyFor } = eventKindOf(pattern) ?? {};
    return onlyFor === undefined || roles.includes(onlyFor);
  };
  const used = Object.entries(topics).filter(isUsed);
  return used.flatMap(([, topic]) => [
    { topic, group },
    { topic: deadLetterTopic(topic), group },
  ]);
}
