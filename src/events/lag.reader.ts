import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../foundation/config/config.js';
import { CONFIG } from '../foundation/config/config.module.js';
import type { Broker, PartitionLag, SubscriptionName } from '../transport/broker.js';
import { BROKERS, type Brokers, knownSubscriptions } from './transport.module.js';

/** Messages that wait in a topic for this service's group; null where the broker has no such number, or is away. */
export interface TopicLag {
  readonly broker: string;
  readonly topic: string;
  readonly lag: number | null;
}

export interface ConsumerLag extends PartitionLag {
  readonly broker: string;
  readonly topic: string;
}

/** Reads the number of waiting messages in the topics of this process's brokers. */
@Injectable()
export class LagReader {
  private readonly topics: readonly string[];
  private readonly group: string;
  private readonly known: readonly SubscriptionName[];

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(BROKERS) private readonly brokers: Brokers,
  ) {
    const { images, predictions } = config.transport.topics;
    this.topics = [images, predictions];
    this.group = config.transport.groupId;
    this.known = knownSubscriptions(config);
  }

  /** Of the images and the predictions. */
  lags(): Promise<TopicLag[]> {
    return this.ofEach(this.topics, async (broker, topic) => {
      const lag = await ask(broker, (admin) => admin.lag({ topic, group: this.group }));
      return [{ broker: broker.name, topic, lag: lag ?? null }];
    });
  }

  /** By partition, for every topic that some role reads; empty for a broker without such numbers, or away. */
  partitionLags(): Promise<ConsumerLag[]> {
    return this.ofEach(this.known, async (broker, name) => {
      const lags = await ask(broker, (admin) => admin.partitionLags(name));
      return (lags ?? []).map((lag) => ({ broker: broker.name, topic: name.topic, ...lag }));
    });
  }

  private async ofEach<Name, Lag>(
    names: readonly Name[],
    read: (broker: Broker, name: Name) => Promise<Lag[]>,
  ): Promise<Lag[]> {
    const asked = [...this.brokers.values()].flatMap((broker) => names.map((name) => read(broker, name)));
    return (await Promise.all(asked)).flat();
  }
}

async function ask<T>(
  broker: Broker,
  question: (admin: Broker['admin']) => Promise<T>,
): Promise<T | undefined> {
  if (broker.status.state !== 'connected') return undefined;
  return question(broker.admin).catch(() => undefined);
}
