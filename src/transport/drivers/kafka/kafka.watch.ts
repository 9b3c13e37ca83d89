import type { KafkaAdmin } from './kafka.admin.js';
import type { KafkaSubscription } from './kafka.subscription.js';

/** In milliseconds. A trouble is seen at most so much later. */
const longestPauseMs = 10_000;

/** Looks again and again whether the members of this process move on. */
export class KafkaWatch {
  private timer: NodeJS.Timeout | undefined;
  private readonly pauseMs: number;
  private stopped = false;

  constructor(
    private readonly admin: KafkaAdmin,
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
      const places = member.mayWait
        ? await this.admin.places(member.subscription).catch(() => undefined)
        : [];
      if (!this.stopped) member.look(places);
    }
  }
}
