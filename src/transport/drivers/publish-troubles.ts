import type { BrokerTrouble } from '../broker.js';
import type { BrokerTroubles } from './broker-troubles.js';

/**
 * In milliseconds. A process that is not ready gets no work, so no success can end its trouble. Longer than the pauses
 * of a held message, which keep the trouble alive.
 */
const forgottenAfterMs = 30_000;

export type Refusal = Pick<BrokerTrouble, 'cause' | 'message'>;

/** The topics that the broker takes no messages for, until it takes one or nobody has tried for a while. */
export class PublishTroubles {
  private readonly present = new Map<string, { readonly cause: string; readonly timer: NodeJS.Timeout }>();

  /** @param refusalOf undefined for a failure that is no trouble of the topic, such as a refusal of one message. */
  constructor(
    private readonly troubles: BrokerTroubles,
    private readonly refusalOf: (topic: string, error: unknown) => Refusal | undefined,
  ) {}

  failed(topic: string, error: unknown): void {
    const refusal = this.refusalOf(topic, error);
    if (!refusal) return;
    const { cause } = refusal;
    const known = this.present.get(topic);
    if (known && known.cause !== cause) this.accepted(topic);
    clearTimeout(known?.timer);
    this.troubles.begin({ ...refusal, topic });
    const timer = setTimeout(() => this.accepted(topic), forgottenAfterMs).unref();
    this.present.set(topic, { cause, timer });
  }

  accepted(topic: string): void {
    const known = this.present.get(topic);
    if (!known) return;
    clearTimeout(known.timer);
    this.present.delete(topic);
    this.troubles.end({ cause: known.cause, topic });
  }
}
