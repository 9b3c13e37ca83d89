import type { Logger } from '@nestjs/common';
import type { BrokerTrouble, ConsumerRestarts, SubscriptionName } from '../broker.js';

/** The present troubles of a driver. Logs each one once when it begins and once when it has passed. */
export class BrokerTroubles {
  private readonly present = new Map<string, BrokerTrouble>();
  private readonly counts = new Map<string, ConsumerRestarts>();

  constructor(private readonly logger: Pick<Logger, 'warn' | 'log'>) {}

  get all(): readonly BrokerTrouble[] {
    return [...this.present.values()];
  }

  get restarts(): readonly ConsumerRestarts[] {
    return [...this.counts.values()];
  }

  /** The trouble is there, or still there: its message may change, `since` and the log do not repeat. */
  begin(trouble: Omit<BrokerTrouble, 'since'>): void {
    const name = nameOf(trouble);
    const { since = new Date() } = this.present.get(name) ?? {};
    if (!this.present.has(name)) this.logger.warn(trouble.message);
    this.present.set(name, { ...trouble, since });
  }

  /** Does nothing without such a trouble. */
  end(trouble: Pick<BrokerTrouble, 'cause' | 'topic' | 'group'>): void {
    const name = nameOf(trouble);
    const past = this.present.get(name);
    if (!past || !this.present.delete(name)) return;
    const seconds = Math.round((Date.now() - past.since.getTime()) / 1_000);
    this.logger.log(`${past.topic}: ${past.cause} is over after ${seconds} s`);
  }

  /** A consumer starts again for this cause. */
  restarted({ topic, group }: SubscriptionName, cause: string): void {
    const name = nameOf({ topic, group, cause });
    const { count = 0 } = this.counts.get(name) ?? {};
    this.counts.set(name, { topic, group, cause, count: count + 1 });
  }
}

const nameOf = ({ cause, topic, group }: Pick<BrokerTrouble, 'cause' | 'topic' | 'group'>): string =>
  JSON.stringify([cause, topic, group]);
