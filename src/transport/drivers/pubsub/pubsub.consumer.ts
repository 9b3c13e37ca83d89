import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Duration, type Message, type Subscription as Stream } from '@google-cloud/pubsub';
import type { Consume, DriverOptions, Subscription } from '../../broker.js';
import type { PubSubAdmin } from './pubsub.admin.js';
import type { PubSubConnection } from './pubsub.connection.js';
import { endInOrder } from './pubsub.ending.js';
import { decodeMessage } from './pubsub.message.js';

export interface PubSubConsumerOptions {
  readonly subscription: Subscription;
  readonly consume: Consume;
  readonly commit: DriverOptions['commit'];
}

/** In milliseconds. A pause that keeps a message which fails at once from circling without end. */
const redeliveryPauseMs = 100;

/**
 * Reads one subscription by streaming pull. The library's flow control limits what the server sends. But it counts an
 * acknowledged message until the server knows, and restarts with every stream, so running consumers are counted here.
 */
export class PubSubConsumer {
  private readonly closing = new AbortController();
  private readonly idle = new Set<() => void>();
  private waiting: Message[] = [];
  private running = 0;
  private stream: Stream | undefined;

  constructor(
    private readonly connection: PubSubConnection,
    private readonly admin: PubSubAdmin,
    private readonly options: PubSubConsumerOptions,
  ) {
    setMaxListeners(options.subscription.maxInFlight + 1, this.closing.signal);
  }

  get subscription(): Subscription {
    return this.options.subscription;
  }

  /** Resolves once the subscription exists: it keeps messages published from then on. */
  async start(): Promise<void> {
    await this.admin.createSubscription(this.options.subscription);
    if (!this.closing.signal.aborted) this.open();
  }

  /**
   * Starts no more work, waits for running work, then returns received messages that have not started. (The library's
   * own waiting never ends while it holds such messages.)
   */
  async close(): Promise<void> {
    this.closing.abort();
    if (this.running > 0) await new Promise<void>((done) => this.idle.add(done));
    if (this.stream) await endInOrder(this.stream);
  }

  private open(): void {
    const { subscription } = this.options;
    const stream = this.connection.streams.subscription(
      this.admin.subscriptionId(subscription),
      streamOptions(subscription.maxInFlight),
    );
    this.stream = stream;
    stream.on('error', () => void this.reopen(stream));
    stream.on('close', () => void this.reopen(stream));
    stream.on('debug', () => void this.connection.watch());
    stream.on('message', (message: Message) => {
      if (this.stream !== stream) return;
      this.waiting.push(message);
      this.startWaiting();
    });
  }

  /** The library gives a stream up for good when its subscription is deleted: create it again and continue. */
  private async reopen(broken: Stream): Promise<void> {
    if (this.stream !== broken || this.closing.signal.aborted) return;
    this.stream = undefined;
    this.waiting = [];
    broken.close().catch(() => {});
    void this.connection.watch();
    while (!this.closing.signal.aborted) {
      try {
        return await this.start();
      } catch {
        await this.pause(500);
      }
    }
  }

  private startWaiting(): void {
    while (!this.closing.signal.aborted && this.running < this.options.subscription.maxInFlight) {
      const message = this.waiting.shift();
      if (!message) return;
      void this.run(message);
    }
  }

  private async run(message: Message): Promise<void> {
    const { subscription, consume, commit } = this.options;
    this.running += 1;
    try {
      if (commit === 'auto') message.ack();
      await consume(decodeMessage(subscription.topic, message));
      message.ack();
    } catch {
      await this.pause(redeliveryPauseMs);
      message.nack();
    }
    this.running -= 1;
    this.startWaiting();
    if (this.running === 0) this.idle.forEach((done) => done());
  }

  private async pause(pauseMs: number): Promise<void> {
    await delay(pauseMs, undefined, { signal: this.closing.signal }).catch(() => {});
  }
}

function streamOptions(maxInFlight: number) {
  return {
    // An acknowledged message keeps its place until the batch is sent, so a long batch limits the throughput.
    batching: { maxMilliseconds: 10 },
    // As many again wait here, so that consumers have work while acknowledgements are on their way.
    flowControl: { maxMessages: 2 * maxInFlight, allowExcessMessages: false },
    streamingOptions: {
      // Every stream may hold this many messages, which other members of the group then do not get.
      maxStreams: Math.min(5, Math.ceil(maxInFlight / 500)),
      retryMinBackoff: Duration.from({ milliseconds: 100 }),
      retryMaxBackoff: Duration.from({ seconds: 1 }),
    },
    // As long as the service keeps a message: a consumer may hold one while a database is away.
    maxExtensionTime: Duration.from({ hours: 7 * 24 }),
    closeOptions: { timeout: Duration.from({ seconds: 5 }) },
  };
}
