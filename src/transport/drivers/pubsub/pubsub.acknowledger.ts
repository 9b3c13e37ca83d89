import { setTimeout as delay } from 'node:timers/promises';
import { Batcher } from '../../../foundation/concurrency/batcher.js';
import { shortened } from '../../../foundation/concurrency/retry.js';
import type { SubscriptionName } from '../../broker.js';
import type { BrokerTroubles } from '../broker-troubles.js';
import { refusalText } from './pubsub.advice.js';
import type { PubSubConnection } from './pubsub.connection.js';
import { fromPubSubError, grpcCode, grpcStatus } from './pubsub.errors.js';

/** A request has 512 KiB at most; an acknowledgement id has some 200 bytes. */
const batchLimits = { maxItems: 1_000, maxBytes: 400_000, maxWaitMs: 10, concurrency: 4 };
/** In milliseconds. */
const times = { attempt: 5_000, firstPause: 500, longestPause: 10_000 };

export interface AcknowledgerOptions {
  readonly subscription: SubscriptionName;
  readonly path: string;
  readonly troubles: BrokerTroubles;
  /** Aborts when the consumer closes: each batch then gets one last try. */
  readonly signal: AbortSignal;
}

/**
 * Acknowledges until the server has accepted it. The library itself tries once and forgets: then the messages come
 * again, and their work is done again.
 */
export class PubSubAcknowledger {
  private readonly batcher: Batcher<string, undefined>;

  constructor(
    private readonly connection: PubSubConnection,
    private readonly options: AcknowledgerOptions,
  ) {
    this.batcher = new Batcher((ids) => this.send(ids), { ...batchLimits, sizeBytes: (id) => id.length });
  }

  /** Resolves once the server has accepted it. Rejects where it never will: then the message comes again. */
  acknowledge(ackId: string): Promise<void> {
    return this.batcher.add(ackId);
  }

  private async send(ackIds: readonly string[]): Promise<undefined[]> {
    const { path: subscription, troubles, signal } = this.options;
    const { topic, group } = this.options.subscription;
    const trouble = { cause: 'acknowledge_refused', topic, group };
    const request = { subscription, ackIds: [...ackIds] };
    for (let pauseMs = times.firstPause; ; pauseMs = Math.min(2 * pauseMs, times.longestPause)) {
      try {
        await this.connection.call(performance.now() + times.attempt, ({ subscriber }, options) =>
          subscriber.acknowledge(request, options),
        );
        troubles.end(trouble);
        return ackIds.map(() => undefined);
      } catch (error) {
        const failure = fromPubSubError(error);
        // With exactly-once delivery an acknowledgement that comes too late fails for good.
        const isFinal = failure.kind === 'invalid' || grpcCode(failure) === grpcStatus.failedPrecondition;
        if (isFinal || signal.aborted) {
          troubles.end(trouble);
          throw failure;
        }
        const isRefused = failure.code === 'BROKER_REFUSED';
        if (isRefused)
          troubles.begin({ ...trouble, message: refusalText('acknowledge', subscription, failure) });
        await delay(shortened(pauseMs), undefined, { signal }).catch(() => {});
      }
    }
  }
}
