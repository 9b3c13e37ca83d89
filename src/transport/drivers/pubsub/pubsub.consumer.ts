import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '@google-cloud/pubsub';
import type { Consume, DriverOptions, Subscription } from '../../broker.js';
import type { BrokerTroubles } from '../broker-troubles.js';
import { PubSubAcknowledger } from './pubsub.acknowledger.js';
import type { PubSubAdmin } from './pubsub.admin.js';
import type { PubSubConnection } from './pubsub.connection.js';
import { decodeMessage } from './pubsub.message.js';
import { PubSubPull } from './pubsub.pull.js';

export interface PubSubConsumerOptions {
  readonly subscription: Subscription;
  readonly consume: Consume;
  readonly commit: DriverOptions['commit'];
  readonly troubles: BrokerTroubles;
}

/** In milliseconds. A pause that keeps a message which fails at once from circling without end. */
const redeliveryPauseMs = 100;

/**
 * Works on the messages of one subscription. The library's flow control limits what the server sends. But it counts an
 * acknowledged message until the server knows, and restarts with every stream, so running consumers are counted here.
 */
export class PubSubConsumer {
  private readonly closing = new AbortController();
  private readonly idle = new Set<() => void>();
  private readonly acknowledger: PubSubAcknowledger;
  private readonly pull: PubSubPull;
  /** Messages that are in work or whose acknowledgement is under way, by id: a lost lease delivers copies of them. */
  private readonly held = new Map<string, Message[]>();
  private waiting: Message[] = [];
  private running = 0;

  constructor(
    connection: PubSubConnection,
    admin: PubSubAdmin,
    private readonly options: PubSubConsumerOptions,
  ) {
    const { subscription, troubles } = options;
    const { signal } = this.closing;
    // Messages in pauses, batches of acknowledgements, and the stream.
    setMaxListeners(0, signal);
    const path = admin.pathOf(subscription);
    this.acknowledger = new PubSubAcknowledger(connection, { subscription, path, troubles, signal });
    this.pull = new PubSubPull(connection, admin, {
      subscription,
      troubles,
      signal,
      onMessage: (message) => this.receive(message),
      onLoss: () => (this.waiting = []),
    });
  }

  get subscription(): Subscription {
    return this.options.subscription;
  }

  /** Resolves once the subscription exists: it keeps messages published from then on. */
  start(): Promise<void> {
    return this.pull.start();
  }

  /**
   * Starts no more work, waits for running work and its acknowledgements, then returns received messages that have not
   * started. (The library's own waiting never ends while it holds such messages.)
   */
  async close(): Promise<void> {
    this.closing.abort();
    if (this.held.size > 0) await new Promise<void>((done) => this.idle.add(done));
    await this.pull.end();
  }

  private receive(message: Message): void {
    const copies = this.held.get(message.id);
    if (copies) copies.push(message);
    else {
      this.waiting.push(message);
      this.startWaiting();
    }
  }

  private startWaiting(): void {
    while (!this.closing.signal.aborted && this.running < this.options.subscription.maxInFlight) {
      const message = this.waiting.shift();
      if (!message) return;
      const copies = this.held.get(message.id);
      if (copies) copies.push(message);
      else void this.run(message);
    }
  }

  private async run(message: Message): Promise<void> {
    const { subscription, consume, commit } = this.options;
    const copies = [message];
    this.held.set(message.id, copies);
    this.running += 1;
    let isDone = true;
    try {
      if (commit === 'auto') await this.acknowledge(copies);
      await consume(decodeMessage(subscription.topic, message));
    } catch {
      isDone = false;
      await this.pause(redeliveryPauseMs);
    }
    this.running -= 1;
    this.startWaiting();
    if (isDone) await this.acknowledge(copies);
    for (const copy of copies) copy.nack();
    this.held.delete(message.id);
    if (this.held.size === 0) this.idle.forEach((done) => done());
  }

  /** Empties the list: what is left in it, or comes into it, is acknowledged too. */
  private async acknowledge(copies: Message[]): Promise<void> {
    for (let copy = copies.shift(); copy; copy = copies.shift()) {
      // What the server refuses for good comes again.
      await this.acknowledger.acknowledge(copy.ackId).catch(() => undefined);
      release(copy);
    }
  }

  private async pause(pauseMs: number): Promise<void> {
    await delay(pauseMs, undefined, { signal: this.closing.signal }).catch(() => {});
  }
}

/**
 * The library holds no place for this message any more, and learns how long the work took. It does both itself only
 * in its own acknowledgement.
 */
function release(message: Message): void {
  const subscriber = message['_subscriber'];
  subscriber.updateAckDeadline((Date.now() - message.received) / 1_000);
  subscriber['_inventory'].remove(message);
}
