import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { Broker } from '../transport/broker.js';
import { BROKERS, type Brokers } from '../transport/transport.module.js';
import type { TopicLag } from './statistics.js';

/** Asks the brokers of this process how much waits in their topics. */
@Injectable()
export class LagReader {
  private readonly topics: readonly string[];
  private readonly group: string;

  constructor(
    @Inject(CONFIG) { transport }: Pick<Config, 'transport'>,
    @Inject(BROKERS) private readonly brokers: Brokers,
  ) {
    this.topics = [transport.topics.images, transport.topics.predictions];
    this.group = transport.groupId;
  }

  lags(): Promise<TopicLag[]> {
    return Promise.all(
      [...this.brokers.values()].flatMap((broker) =>
        this.topics.map(async (topic) => ({
          broker: broker.name,
          topic,
          lag: await this.lag(broker, topic),
        })),
      ),
    );
  }

  private async lag(broker: Broker, topic: string): Promise<number | null> {
    if (broker.status.state !== 'connected') return null;
    return (await broker.admin.lag({ topic, group: this.group }).catch(() => undefined)) ?? null;
  }
}
