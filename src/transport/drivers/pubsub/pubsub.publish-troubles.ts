import type { AppError } from '../../../foundation/errors/app.error.js';
import { isLiftable } from '../../refusal.js';
import type { BrokerTroubles } from '../broker-troubles.js';
import { refusalText } from './pubsub.advice.js';
import { fromPubSubError, grpcCode, grpcStatus } from './pubsub.errors.js';

/**
 * In milliseconds. A process that is not ready gets no work, so no success can end its trouble. Longer than the pauses
 * of a held message, which keep the trouble alive.
 */
const forgottenAfterMs = 30_000;

/** The topics that the server takes no messages for, until it takes one or nobody has tried for a while. */
export class PublishTroubles {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly troubles: BrokerTroubles) {}

  failed(topic: string, error: unknown): void {
    const failure = fromPubSubError(error);
    const cause = causeOf(failure);
    if (cause === undefined) return;
    this.troubles.begin({ cause, topic, message: refusalText('publish', topic, failure) });
    clearTimeout(this.timers.get(topic));
    this.timers.set(topic, setTimeout(() => this.accepted(topic), forgottenAfterMs).unref());
  }

  accepted(topic: string): void {
    if (!this.timers.has(topic)) return;
    clearTimeout(this.timers.get(topic));
    this.timers.delete(topic);
    for (const cause of ['publish_refused', 'quota_exhausted']) this.troubles.end({ cause, topic });
  }
}

/** A refusal of the messages themselves is no trouble of the topic. */
function causeOf(failure: AppError): string | undefined {
  if (grpcCode(failure) === grpcStatus.resourceExhausted) return 'quota_exhausted';
  return isLiftable(failure) ? 'publish_refused' : undefined;
}
