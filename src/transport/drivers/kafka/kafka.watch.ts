import { errorText } from '../../../foundation/errors/app.error.js';
import type { KafkaAdmin } from './kafka.admin.js';
import type { KafkaHealth } from './kafka.health.js';
import type { Sight } from './kafka.progress.js';
import type { KafkaSubscription } from './kafka.subscription.js';

/** In milliseconds. A trouble is seen at most so much later. */
const longestPauseMs = 10_000;

/** Looks again and again whether the members of this process move on. */
export class KafkaWatch {
  private timer: NodeJS.Timeout | undefined;
  private readonly pauseMs: number;
  private stopped = false;

  constructor(
    private readonly parts: { readonly admin: KafkaAdmin; readonly health: KafkaHealth },
    private readonly members: ReadonlySet<KafkaSubscription>,
    stalledAfterMs: number,
  ) {
    this.pauseMs = Math.min(longestPauseMs, Math.ceil(stalledAfterMs / 4));
  }

  start(): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look().finally(() => this.start()), this.pauseMs).unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    for (const member of this.members) {
      const sight = await this.sightOf(member);
      if (!this.stopped) member.look(sight);
    }
  }

  private async sightOf({ mayWait, subscription }: KafkaSubscription): Promise<Sight | undefined> {
    const { admin, health } = this.parts;
    if (!mayWait) return { places: [] };
    const isAway = () => health.status.state !== 'connected';
    if (isAway()) return undefined;
    return admin.places(subscription).then(
      (places) => ({ places }),
      (error: unknown) => (isAway() ? undefined : { unknown: errorText(error) }),
    );
  }
}
