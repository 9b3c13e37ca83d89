import type { WritePacket } from '@nestjs/microservices';
import { Once } from '../../foundation/concurrency/once.js';
import { clientReplies } from '../../foundation/settings/reply-topics.js';
import type { Broker, ReceivedMessage } from '../broker.js';
import { sweepLeftovers, temporaryName } from '../temporary-names.js';

const group = 'replies';
/** In milliseconds. Others sweep a topic that is a day old. */
const usedForMs = 12 * 3_600_000;

/** A topic of its own on which a client waits for answers. */
export class ReplyInbox {
  readonly topic = temporaryName(clientReplies);
  readonly waiting = new Map<string, (packet: WritePacket) => void>();
  private readonly usedUntil = performance.now() + usedForMs;
  private readonly opened = new Once(() => this.subscribe());

  constructor(
    private readonly broker: Broker,
    private readonly take: (message: ReceivedMessage, inbox: ReplyInbox) => Promise<void>,
  ) {}

  /** Whether new questions need a new topic. */
  get isOld(): boolean {
    return performance.now() > this.usedUntil;
  }

  /** Resolves once answers will arrive; after a failure it may be called again. */
  async open(): Promise<void> {
    await this.opened.get();
  }

  /** Deletes the topic. */
  async close(): Promise<void> {
    const hasOpened = await this.opened.begun?.then(
      () => true,
      () => false,
    );
    this.opened.forget();
    if (!hasOpened) return;
    const subscription = { topic: this.topic, group };
    await this.broker.unsubscribe(subscription);
    await this.broker.admin.deleteSubscription(subscription);
    await this.broker.admin.deleteTopic(this.topic);
  }

  private async subscribe(): Promise<void> {
    const { topic, broker } = this;
    await broker.subscribe({ topic, group, maxInFlight: 100 }, (message) => this.take(message, this));
    // Nobody waits for that, and the next client tries again.
    void sweepLeftovers(broker.admin).catch(() => undefined);
  }
}
