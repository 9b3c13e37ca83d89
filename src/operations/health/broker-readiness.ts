import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import type { BrokerTrouble } from '../../transport/broker.js';
import { sourceTopic } from '../../transport/delivery/dead-letter.js';
import type { BrokerStrategy, StalledTopic } from '../../transport/nest/broker.strategy.js';
import { STRATEGIES } from '../../events/transport.module.js';

export interface BrokerState {
  readonly name: string;
  readonly up: boolean;
  readonly state: string;
  readonly lastError?: string | undefined;
}

/**
 * A broker is ready when it is connected, every handler is subscribed, and the work on its messages makes progress.
 */
@Injectable()
export class BrokerReadiness {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'transport'>,
    @Inject(STRATEGIES) private readonly strategies: readonly BrokerStrategy[],
  ) {}

  states(): BrokerState[] {
    const { stalledAfterMs } = this.config.transport;
    return this.strategies.map((strategy) => {
      const { name } = strategy.broker;
      const { state, lastError } = strategy.brokerStatus;
      const stalled = strategy.stalledTopics(stalledAfterMs);
      const troubles = (strategy.broker.troubles ?? [])
        .filter((trouble) => this.isOwn(trouble))
        .map(({ message }) => message);
      if (stalled.length > 0) troubles.push(stalledText(stalled, stalledAfterMs));
      if (troubles.length === 0) return { name, up: state === 'connected', state, lastError };
      return { name, up: false, state: 'stalled', lastError: troubles.join('; ') };
    });
  }

  /** A place for answers that a requester names, and where nothing can be published, must not stop this process. */
  private isOwn({ topic, group }: BrokerTrouble): boolean {
    return group !== undefined || Object.values(this.config.transport.topics).includes(sourceTopic(topic));
  }
}

function stalledText(stalled: readonly StalledTopic[], stalledAfterMs: number): string {
  const topics = stalled.map(({ topic, lastError }) => topic + (lastError ? ` (${lastError})` : ''));
  return `no message of ${topics.join(', ')} was done for STALLED_AFTER_MS=${stalledAfterMs}`;
}
